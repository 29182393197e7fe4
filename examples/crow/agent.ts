/**
 * The agent: it takes questions to a model, and calls its plugins on the way.
 *
 * @module
 */
import { type PluginManager, share } from "@tenon/tenon";
import { messageOf } from "./errors.ts";
import { type Frontend, NOBODY } from "./frontend.ts";
import { shared } from "./handle.ts";
import type { CrowSpec, SharedAgent } from "./hooks.ts";
import type { Message, Model } from "./model.ts";
import { Session, type Turn } from "./session.ts";
import { summaryRequest } from "./summary.ts";
import { runTurn } from "./turn.ts";

/** What a plugin, or the agent about its plugins, has to say to the user. */
export interface Note {
  /** The name of the plugin; `undefined` if the agent cannot tell which it was. */
  readonly plugin: string | undefined;
  /** What it says. */
  readonly text: string;
  /** Whether something went wrong. */
  readonly problem: boolean;
}

/**
 * The agent. Plugins in the host get it as it is; isolated ones can call what is shared of it: `note`, `problem` and
 * `summarise`.
 */
export class Agent {
  /** The plugins, and through `plugins.hook` their hooks. */
  readonly plugins: PluginManager<CrowSpec>;
  /** What answers. */
  readonly model: Model;
  readonly #onNote: (note: Note) => void;
  readonly #shared: SharedAgent;
  readonly #stopping = new AbortController();
  /** What plugins still do after the last turn of a session, by its id. */
  readonly #afterTurns = new Map<string, Promise<unknown>>();
  #shutdown: Promise<void> | undefined;

  /** Takes the plugins, the model, and who wants to know what plugins say. */
  constructor(plugins: PluginManager<CrowSpec>, model: Model, onNote: (note: Note) => void = () => {}) {
    this.plugins = plugins;
    this.model = model;
    this.#onNote = onNote;
    this.#shared = share<Agent, "note" | "problem" | "summarise">(this, ["note", "problem", "summarise"]);
    plugins.on("skip", ({ plugin, hook, error }) => this.problem(plugin, `failed in ${hook}: ${messageOf(error)}`));
  }

  /** Starts a session in a folder, or takes up the one of that id if a plugin remembers it. */
  async startSession(id: string = crypto.randomUUID(), cwd: string = Deno.cwd()): Promise<Session> {
    // A plugin that remembers it may not have heard of its last turn yet.
    await this.#afterTurns.get(id);
    const session = new Session(id, cwd);
    const over = new AbortController();
    const given = { agent: this.#shared, session: shared(session, over.signal) };
    await this.#goingOn("onSessionStart", this.plugins.hook.onSessionStart(given));
    over.abort();
    return session;
  }

  /**
   * Answers a question. Plugins that fail are told of and left behind. A turn that the signal cancels ends early and in
   * order: what was said and done up to then stays a part of the conversation.
   *
   * @param frontend Who is shown the turn while it happens, and asked whether tools may be called. Without, nobody is asked,
   * and tools that ask are refused.
   * @throws {ModelError} If the model cannot answer. The session is then as if the question had not been asked.
   */
  run(session: Session, userInput: string, frontend: Frontend = NOBODY, signal?: AbortSignal): Promise<Turn> {
    return runTurn({
      hook: this.plugins.hook,
      model: this.model,
      agent: this.#shared,
      onProblem: (text) => this.#onNote({ plugin: undefined, text, problem: true }),
      goingOn: (hook, call) => this.#goingOn(hook, call),
      afterTurn: (session, call) => this.#afterTurn(session, call),
    }, { session, userInput, frontend, signal: signal ?? new AbortController().signal });
  }

  /**
   * Has the model say in short what was said.
   *
   * @throws {ModelError} If the model cannot answer.
   */
  async summarise(messages: readonly Message[]): Promise<string> {
    const request = summaryRequest(messages);
    return (await this.model.complete(request, { text: () => {} }, this.#stopping.signal)).content;
  }

  /** Lets plugins finish what they have begun, also after turns that were cancelled. Further calls give the same promise. */
  shutdown(): Promise<void> {
    return this.#shutdown ??= this.#finish();
  }

  /** Tells the user what a plugin did. Takes the name by which the plugin knows itself. */
  note(plugin: string, text: string): void {
    this.#onNote({ plugin, text, problem: false });
  }

  /** Tells the user what a plugin could not do. */
  problem(plugin: string, text: string): void {
    this.#onNote({ plugin, text, problem: true });
  }

  async #finish(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#afterTurns.values());
    await this.#goingOn("onShutdown", this.plugins.hook.onShutdown({ agent: this.#shared }));
  }

  /** Turns that were cancelled do not wait for what plugins do after them. Plugins meet the turns of a session in order. */
  #afterTurn(session: string, call: () => Promise<unknown>): Promise<unknown> {
    const earlier = this.#afterTurns.get(session);
    const made = (earlier === undefined ? call() : earlier.then(call)).finally(() => {
      if (this.#afterTurns.get(session) === made) this.#afterTurns.delete(session);
    });
    this.#afterTurns.set(session, made);
    return made;
  }

  /** A hook that fails, whatever the reason, costs what it would have done, and not the user's answer. */
  async #goingOn<T>(hook: string, call: Promise<T>): Promise<T | undefined> {
    try {
      return await call;
    } catch (error) {
      this.#onNote({ plugin: undefined, text: `a plugin failed in ${hook}: ${messageOf(error)}`, problem: true });
      return undefined;
    }
  }
}
