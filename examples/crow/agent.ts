/**
 * The agent: it takes questions to a model, and calls its plugins on the way.
 *
 * @module
 */
import { type PluginManager, share } from "@tenon/tenon";
import { messageOf } from "./errors.ts";
import type { CrowSpec, SharedAgent } from "./hooks.ts";
import type { Message, Model } from "./model.ts";
import { Session, shared, type Turn } from "./session.ts";

/** What a plugin, or the agent about its plugins, has to say to the user. */
export interface Note {
  /** The name of the plugin; `undefined` if the agent cannot tell which it was. */
  readonly plugin: string | undefined;
  /** What it says. */
  readonly text: string;
  /** Whether something went wrong. */
  readonly problem: boolean;
}

/** The agent. Plugins in the host get it as it is; isolated ones can call what is shared of it, `note` and `problem`. */
export class Agent {
  /** The plugins, and through `plugins.hook` their hooks. */
  readonly plugins: PluginManager<CrowSpec>;
  /** What answers. */
  readonly model: Model;
  readonly #onNote: (note: Note) => void;
  readonly #shared: SharedAgent;
  #shutdown: Promise<void> | undefined;

  /** Takes the plugins, the model, and who wants to know what plugins say. */
  constructor(plugins: PluginManager<CrowSpec>, model: Model, onNote: (note: Note) => void = () => {}) {
    this.plugins = plugins;
    this.model = model;
    this.#onNote = onNote;
    this.#shared = share<Agent, "note" | "problem">(this, ["note", "problem"]);
  }

  /** Starts a session, or takes up the one of that id if a plugin remembers it. */
  async startSession(id: string = crypto.randomUUID()): Promise<Session> {
    const session = new Session(id);
    const started = this.plugins.hook.onSessionStart({ agent: this.#shared, session: shared(session) });
    await this.#goingOn("onSessionStart", started);
    return session;
  }

  /**
   * Answers a question. Plugins that fail are told of and left behind.
   *
   * @throws {ModelError} If the model cannot answer. The session is then as if the question had not been asked.
   */
  async run(session: Session, userInput: string, signal?: AbortSignal): Promise<Turn> {
    const at = new Date();
    try {
      const given = { agent: this.#shared, session: shared(session) };
      await this.#goingOn("beforeRun", this.plugins.hook.beforeRun({ ...given, userInput }));
      const messages = await this.#request(session, userInput);
      const turn: Turn = { userInput, answer: await this.model.complete(messages, signal), at };
      session.remember(turn);
      await this.#goingOn("afterTurn", this.plugins.hook.afterTurn({ ...given, turn }));
      return turn;
    } finally {
      session.passages.length = 0;
    }
  }

  /** Lets plugins finish what they have begun. Further calls give the same promise. */
  shutdown(): Promise<void> {
    return this.#shutdown ??= this.#goingOn("onShutdown", this.plugins.hook.onShutdown({ agent: this.#shared })).then(
      () => {},
    );
  }

  /** Tells the user what a plugin did. Takes the name by which the plugin knows itself. */
  note(plugin: string, text: string): void {
    this.#onNote({ plugin, text, problem: false });
  }

  /** Tells the user what a plugin could not do. */
  problem(plugin: string, text: string): void {
    this.#onNote({ plugin, text, problem: true });
  }

  async #request(session: Session, userInput: string): Promise<readonly Message[]> {
    const messages = session.request(userInput);
    const given = this.plugins.hook.beforeLlmRequest({
      agent: this.#shared,
      session: shared(session),
      messages,
    });
    return await this.#goingOn("beforeLlmRequest", given) ?? messages;
  }

  /** A plugin that throws costs what it would have done, and not the user's answer. */
  async #goingOn<T>(hook: string, call: Promise<T>): Promise<T | undefined> {
    try {
      return await call;
    } catch (error) {
      this.#onNote({ plugin: undefined, text: `a plugin failed in ${hook}: ${messageOf(error)}`, problem: true });
      return undefined;
    }
  }
}
