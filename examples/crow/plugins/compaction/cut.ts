/**
 * Decides what of a conversation is replaced by a summary, and what stays.
 *
 * @module
 */
import type { Message } from "@crow/acp/hooks";

/** A conversation, taken apart. */
export interface Cut {
  /** What stays before the summary: instructions that somebody put into the conversation. */
  readonly system: readonly Message[];
  /** What is replaced, with the summary that stands for what was before. */
  readonly old: readonly Message[];
  /** What stays behind the summary: the last turns. */
  readonly last: readonly Message[];
}

const HEADING = "Summary of the conversation so far:\n\n";

/** The message that stands for what was replaced. */
export function summaryMessage(summary: string): Message {
  return { role: "system", content: HEADING + summary };
}

/** What a summary says; `undefined` of other messages. */
export function summaryIn({ role, content }: Message): string | undefined {
  return role === "system" && content.startsWith(HEADING) ? content.slice(HEADING.length) : undefined;
}

/**
 * The ways to cut a conversation, those that keep more turns first: all of its last `turns` turns, one less, and so on to
 * none. Left out are those that would replace nothing but an earlier summary.
 */
export function cutsOf(history: readonly Message[], turns: number): Cut[] {
  const starts = history.flatMap(({ role }, i) => role === "user" ? [i] : []);
  const places = Array.from({ length: turns }, (_, i) => starts.at(i - turns)).filter((at) => at !== undefined);
  const cuts = [...places, history.length].map((at) => cutAt(history, withCalls(history, at)));
  return cuts.filter(({ old }) => old.some((message) => summaryIn(message) === undefined));
}

function cutAt(history: readonly Message[], at: number): Cut {
  const before = history.slice(0, at);
  const stays = (message: Message) => message.role === "system" && summaryIn(message) === undefined;
  return { system: before.filter(stays), old: before.filter((message) => !stays(message)), last: history.slice(at) };
}

/** Moves a cut to before the call of each result that is behind it: a model refuses a result without its call. */
function withCalls(history: readonly Message[], at: number): number {
  const open = new Set<string>();
  for (let i = history.length - 1; i >= 0; i--) {
    if (i < at && open.size === 0) break;
    const { role, toolCallId, toolCalls = [] } = history[i]!;
    if (i >= at && role === "tool" && toolCallId !== undefined) open.add(toolCallId);
    const wasOpen = toolCalls.filter(({ id }) => open.delete(id)).length > 0;
    if (i < at && wasOpen) at = i;
  }
  return at;
}
