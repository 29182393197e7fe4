/**
 * Keeps conversations in a SQLite database, and gives them back when their session starts again.
 *
 * @module
 */
import { type Args, type HookimplMarker, hookimplMarker, type PluginContext } from "@tenon/tenon";
import type { CrowSpec, Message, SharedAgent, SharedSession } from "@crow/acp/hooks";
import { Conversation } from "./conversation.ts";
import { Store } from "./store.ts";

const hookimpl: HookimplMarker<CrowSpec> = hookimplMarker("crow-acp");

/** Options of the plugin. */
export interface PersistenceOptions {
  /** The database file, relative to the working folder; `.crow/crow.db` by default. It is made if it is not there. */
  readonly path?: string;
  /** How many messages are written at a time; 50 by default. */
  readonly batchSize?: number;
  /** After how many milliseconds without a further turn fewer are written; 1000 by default. */
  readonly idleMs?: number;
}

/**
 * Writes what is said in batches, when there is a pause, and on shutdown; each time all of what waits, or none. A database
 * that cannot be used costs the memory and not the answers: the user is told, and it is tried again.
 */
export default class Persistence implements Disposable {
  readonly #name: string;
  readonly #path: string;
  readonly #batchSize: number;
  readonly #idleMs: number;
  readonly #conversations = new Map<string, Conversation>();
  #store: Store | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;
  /** What went wrong the last time, and whether the user knows. */
  #failure: { readonly reason: string; readonly text: string; told: boolean } | undefined;

  /**
   * Takes the options. The database is opened when the first session starts.
   *
   * @throws {TypeError} If an option is none.
   */
  constructor({ path = ".crow/crow.db", batchSize = 50, idleMs = 1000 }: PersistenceOptions, { name }: PluginContext) {
    if (typeof path !== "string" || path === "") throw new TypeError('its option "path" must name the database file.');
    if (!isCount(batchSize, 1)) throw new TypeError('its option "batchSize" must be a whole number from 1.');
    if (!isCount(idleMs, 0)) throw new TypeError('its option "idleMs" must be a whole number from 0.');
    this.#name = name;
    this.#path = path;
    this.#batchSize = batchSize;
    this.#idleMs = idleMs;
  }

  /** Gives the session back what was said in it. */
  @hookimpl
  async onSessionStart({ agent, session }: Args<CrowSpec, "onSessionStart">): Promise<void> {
    // Somebody else may be looking than the last time.
    this.#failure = undefined;
    // The same session may have been spoken to a moment ago.
    this.#trying("write", () => this.#write());
    const messages = this.#trying("read", () => this.#open().read(session.id));
    if (messages !== undefined) await this.#restore(agent, session, messages);
    await this.#tell(agent);
  }

  /** Takes note of what was said. */
  @hookimpl
  async afterTurn({ agent, session }: Args<CrowSpec, "afterTurn">): Promise<void> {
    const history = (await session.history()).map((message) => JSON.stringify(message));
    this.#conversation(session.id, history).update(history);
    if (this.#waiting >= this.#batchSize) await this.#writeAndTell(agent);
    else {
      await agent.note(this.#name, `${count(this.#waiting)} waiting to be written`);
      await this.#tell(agent);
      this.#writeWhenIdle();
    }
  }

  /** Writes what is left. */
  @hookimpl
  async onShutdown({ agent }: Args<CrowSpec, "onShutdown">): Promise<void> {
    // What is lost now is lost for good.
    this.#failure = undefined;
    await this.#writeAndTell(agent);
  }

  /** Writes what a host did not have written by `onShutdown`, and closes the database. */
  [Symbol.dispose](): void {
    clearTimeout(this.#idle);
    try {
      this.#write();
    } catch (error) {
      if (this.#failure?.told !== true) throw error;
    } finally {
      this.#store?.[Symbol.dispose]();
      this.#store = undefined;
    }
  }

  async #restore(agent: SharedAgent, session: SharedSession, messages: readonly string[]): Promise<void> {
    // Of a session in which nothing was said there is nothing to follow: whoever names one may never speak in it.
    if (messages.length > 0) this.#conversations.set(session.id, new Conversation(session.id, messages));
    try {
      if (messages.length > 0) await session.restore(messages.map((message): Message => JSON.parse(message)));
      await agent.note(this.#name, `${count(messages.length, "earlier message")} remembered`);
    } catch (error) {
      const where = `the conversation ${session.id} in ${this.#path}`;
      await agent.problem(this.#name, `${where} cannot be gone on with, and begins anew: ${messageOf(error)}`);
    }
  }

  /**
   * What is known of a session. One that started before this plugin did, as when its process was started again, is looked up:
   * what of it is in the database is not written a second time.
   */
  #conversation(session: string, history: readonly string[]): Conversation {
    const known = this.#conversations.get(session);
    if (known !== undefined) return known;
    const written = this.#trying("read", () => this.#open().read(session)) ?? [];
    const conversation = new Conversation(session, written.every((line, i) => line === history[i]) ? written : []);
    this.#conversations.set(session, conversation);
    return conversation;
  }

  get #waiting(): number {
    return this.#conversations.values().reduce((sum, { waiting }) => sum + waiting, 0);
  }

  #open(): Store {
    return this.#store ??= new Store(this.#path);
  }

  /** Writes what waits, and gives how many messages that were. What cannot be written goes on waiting. */
  #write(): number {
    clearTimeout(this.#idle);
    const waiting = [...this.#conversations.values()].filter(({ waiting }) => waiting > 0);
    const written = this.#waiting;
    if (waiting.length > 0) this.#open().write(waiting.map(({ addition }) => addition));
    for (const conversation of waiting) conversation.wrote();
    return written;
  }

  #writeWhenIdle(): void {
    clearTimeout(this.#idle);
    const idle = setTimeout(() => this.#trying("write", () => this.#write()), this.#idleMs);
    // It is no reason for the host to go on.
    Deno.unrefTimer(idle);
    this.#idle = idle;
  }

  async #writeAndTell(agent: SharedAgent): Promise<void> {
    const written = this.#trying("write", () => this.#write());
    if (written !== undefined && written > 0) {
      await agent.note(this.#name, `${count(written)} written to ${this.#path}`);
    }
    await this.#tell(agent);
  }

  /** Does something with the database. What goes wrong is kept until there is somebody to tell, who is told once. */
  #trying<T>(what: "read" | "write", action: () => T): T | undefined {
    try {
      const result = action();
      this.#failure = undefined;
      return result;
    } catch (error) {
      const reason = messageOf(error);
      const text = what === "read"
        ? `cannot read earlier messages from ${this.#path}: ${reason}`
        : `cannot write ${count(this.#waiting)} to ${this.#path}: ${reason}`;
      this.#failure = { reason, text, told: this.#failure?.reason === reason && this.#failure.told };
      return undefined;
    }
  }

  async #tell(agent: SharedAgent): Promise<void> {
    if (this.#failure === undefined || this.#failure.told) return;
    this.#failure.told = true;
    await agent.problem(this.#name, this.#failure.text);
  }
}

function isCount(value: unknown, least: number): value is number {
  return Number.isInteger(value) && (value as number) >= least;
}

function count(n: number, what = "message"): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
