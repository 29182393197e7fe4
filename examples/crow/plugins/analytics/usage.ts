/**
 * Adds up what turns used.
 *
 * @module
 */
import type { Turn } from "@crow/acp/hooks";

/** What a tool was used for. */
export interface ToolUse {
  readonly tool: string;
  readonly calls: number;
  /** How many of the calls failed. */
  readonly failed: number;
  /** How long the calls took together, in milliseconds. */
  readonly ms: number;
}

/** What a session used. */
export interface SessionUse {
  readonly session: string;
  readonly turns: number;
  /** How many of the turns did not end by themselves: they were cancelled, or refused, or cut off. */
  readonly unfinished: number;
  /** Tokens, as the model tells them; 0 if it does not. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly toolCalls: number;
  readonly failedToolCalls: number;
  /** How long the turns took together, in milliseconds. */
  readonly ms: number;
  readonly tools: readonly ToolUse[];
}

type Counted = Omit<SessionUse, "session" | "tools">;
type CountedTool = Omit<ToolUse, "tool">;

/** The sums so far. */
export class Usage {
  readonly #sessions = new Map<string, { counted: Counted; tools: Map<string, CountedTool> }>();

  /** Adds a turn that took so many milliseconds. */
  add(session: string, turn: Turn, ms: number): void {
    const { counted, tools } = this.#sessions.get(session) ?? { counted: NOTHING, tools: new Map() };
    const failed = turn.toolCalls.filter((call) => call.failed).length;
    const more: Counted = {
      turns: 1,
      unfinished: turn.stopReason === "end_turn" ? 0 : 1,
      inputTokens: turn.usage.inputTokens,
      outputTokens: turn.usage.outputTokens,
      toolCalls: turn.toolCalls.length,
      failedToolCalls: failed,
      ms,
    };
    for (const { name, failed, ms } of turn.toolCalls) {
      const one = { calls: 1, failed: failed ? 1 : 0, ms };
      tools.set(name, sum(tools.get(name) ?? { calls: 0, failed: 0, ms: 0 }, one));
    }
    this.#sessions.set(session, { counted: sum(counted, more), tools });
  }

  /** By session, in the order in which they began. */
  get sessions(): SessionUse[] {
    return Array.from(this.#sessions, ([session, { counted, tools }]) => ({
      session,
      ...counted,
      tools: Array.from(tools, ([tool, use]) => ({ tool, ...use })),
    }));
  }

  /** By tool, over all sessions. */
  get tools(): ToolUse[] {
    const all = new Map<string, CountedTool>();
    for (const { tool, ...use } of this.sessions.flatMap(({ tools }) => tools)) {
      const known = all.get(tool);
      all.set(tool, known === undefined ? use : sum(known, use));
    }
    return Array.from(all, ([tool, use]) => ({ tool, ...use }));
  }
}

const NOTHING: Counted = {
  turns: 0,
  unfinished: 0,
  inputTokens: 0,
  outputTokens: 0,
  toolCalls: 0,
  failedToolCalls: 0,
  ms: 0,
};

/** Adds number by number. What is no number counts as none: hosts and models are of many kinds. */
function sum<T extends Readonly<Record<keyof T, number>>>(a: T, b: T): T {
  const keys = Object.keys(a) as (keyof T)[];
  return Object.fromEntries(keys.map((key) => [key, a[key] + (Number.isFinite(b[key]) ? b[key] : 0)])) as T;
}
