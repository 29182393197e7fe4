/**
 * Keeps requests to the model within a budget: what was said long ago is replaced by a summary.
 *
 * @module
 */
import { type Args, type HookimplMarker, hookimplMarker, type PluginContext } from "@tenon/tenon";
import type { CrowSpec, Message, SharedAgent, SharedSession } from "@crow/acp/hooks";
import { type Cut, cutsOf, summaryMessage } from "./cut.ts";
import { extractOf, shortened } from "./extract.ts";
import { tokensIn } from "./tokens.ts";

const hookimpl: HookimplMarker<CrowSpec> = hookimplMarker("crow-acp");

/** Options of the plugin. */
export interface CompactionOptions {
  /** How many tokens a request may have before old messages are replaced; 100,000 by default. */
  readonly budget?: number;
  /** How many of the last turns stay as they are, if there is room for them; 4 by default. */
  readonly keepTurns?: number;
  /** How long a summary is waited for, in milliseconds; 60,000 by default. Then the beginnings of the messages have to do. */
  readonly patienceMs?: number;
}

/** A summary is no longer than this part of the budget. */
const SUMMARY_PART = 1 / 8;

/** Replaces old messages by a summary. It becomes a part of the session, so that it is made once. */
export default class Compaction {
  readonly #name: string;
  readonly #budget: number;
  readonly #keepTurns: number;
  readonly #patienceMs: number;
  /** The sessions whose users know that their requests are too long. */
  readonly #told = new Set<string>();

  /**
   * Takes the options.
   *
   * @throws {TypeError} If an option is none.
   */
  constructor({ budget = 100_000, keepTurns = 4, patienceMs = 60_000 }: CompactionOptions, { name }: PluginContext) {
    if (!isCount(budget)) throw new TypeError('its option "budget" must be a whole number of tokens from 1.');
    if (!isCount(keepTurns)) throw new TypeError('its option "keepTurns" must be a whole number from 1.');
    if (!isCount(patienceMs)) throw new TypeError('its option "patienceMs" must be a whole number from 1.');
    this.#name = name;
    this.#budget = budget;
    this.#keepTurns = keepTurns;
    this.#patienceMs = patienceMs;
  }

  /** Makes a request smaller that is too large. */
  @hookimpl
  async beforeLlmRequest(
    { agent, session, messages }: Args<CrowSpec, "beforeLlmRequest">,
  ): Promise<readonly Message[] | undefined> {
    const tokens = tokensIn(messages);
    if (tokens <= this.#budget) {
      this.#told.delete(session.id);
      return undefined;
    }
    const history = await session.history();
    const cut = this.#choose(cutsOf(history, this.#keepTurns), tokens - tokensIn(history));
    if (cut === undefined) {
      await this.#tell(agent, session.id, `the request has ${tokens} tokens, and there is nothing to replace in it`);
      return undefined;
    }
    const summary = await this.#summary(agent, cut.old);
    if (!await this.#replace(agent, session, history, [...cut.system, summaryMessage(summary), ...cut.last])) {
      return undefined;
    }
    const request = await session.request();
    const left = tokensIn(request);
    await agent.note(this.#name, `replaced ${cut.old.length} messages by a summary: ${tokens} tokens are now ${left}`);
    if (left > this.#budget) await this.#tell(agent, session.id, `the request still has ${left} tokens`);
    return request;
  }

  /** Puts messages in the place of a history, if that is still what the session begins with. */
  async #replace(
    agent: SharedAgent,
    session: SharedSession,
    history: readonly Message[],
    messages: readonly Message[],
  ): Promise<boolean> {
    const now = await session.history();
    if (JSON.stringify(now.slice(0, history.length)) !== JSON.stringify(history)) {
      const what = "the conversation was changed meanwhile, so it is not replaced by its summary";
      await agent.note(this.#name, what);
      return false;
    }
    try {
      await session.replaceHistory([...messages, ...now.slice(history.length)]);
      return true;
    } catch (error) {
      await agent.note(this.#name, `the summary came too late: ${messageOf(error)}`);
      return false;
    }
  }

  /** The cut that keeps most and fits, else the one that keeps least. */
  #choose(cuts: readonly Cut[], fixed: number): Cut | undefined {
    const room = this.#budget - fixed - this.#summaryTokens - tokensIn([summaryMessage("")]);
    return cuts.find(({ system, last }) => tokensIn([...system, ...last]) <= room) ?? cuts.at(-1);
  }

  get #summaryTokens(): number {
    return Math.ceil(this.#budget * SUMMARY_PART);
  }

  async #summary(agent: SharedAgent, old: readonly Message[]): Promise<string> {
    let reason: string;
    try {
      const summary = await within(this.#patienceMs, Promise.resolve(agent.summarise(old)));
      if (summary.trim() !== "") return shortened(summary.trim(), this.#summaryTokens);
      reason = "the model gave an empty one";
    } catch (error) {
      reason = messageOf(error);
    }
    await agent.problem(this.#name, `there is no summary, so the beginnings of the messages have to do: ${reason}`);
    return extractOf(old, this.#summaryTokens);
  }

  async #tell(agent: SharedAgent, session: string, what: string): Promise<void> {
    if (this.#told.has(session)) return;
    this.#told.add(session);
    await agent.problem(this.#name, `${what}, more than the budget of ${this.#budget}`);
  }
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`it took longer than ${ms} ms`)), ms);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
    // What comes too late fails alone.
    promise.catch(() => {});
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1;
}
