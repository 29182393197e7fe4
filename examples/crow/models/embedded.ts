/**
 * A model that needs no network and no download, so that the agent can be tried anywhere.
 *
 * @module
 */
import type { Completion, Message, Model, ModelListener, ModelRequest } from "../model.ts";
import { SUMMARISE } from "../summary.ts";
import { wordsOf } from "../words.ts";
import { wantedCalls } from "./embedded_calls.ts";
import { pick, quote } from "./embedded_pick.ts";

const DISCLOSURE =
  "(The embedded model wrote this: it understands nothing, and only picks sentences out of the passages it is given.)";

const READ_OUT = "(The embedded model wrote this: it understands nothing, and only reads out what tools say.)";

/**
 * Answers with the sentences that share most words with the question, rare words counting more, out of the messages that
 * have a source. Instructions and the conversation so far mean nothing to it, so the same passages give the same answer.
 *
 * It calls a tool where it is told to in a form that it knows, `/tool read_file notes.md` for one, and then says what the
 * tool said.
 */
export class EmbeddedModel implements Model {
  readonly description = "embedded and offline: it only picks sentences out of what plugins find";

  /** Answers, or says that it does not know. */
  async complete({ messages, tools }: ModelRequest, on: ModelListener, signal?: AbortSignal): Promise<Completion> {
    const usage = (answer: string) => ({
      inputTokens: messages.reduce((sum, { content }) => sum + wordsOf(content).length, 0),
      outputTokens: wordsOf(answer).length,
    });
    const question = messages.findLast(({ role }) => role === "user")?.content ?? "";
    const asked = messages.at(-1)?.role === "user";
    const toolCalls = asked ? wantedCalls(question, tools) : [];
    if (toolCalls.length > 0) return { content: "", toolCalls, usage: usage("") };
    const content = messages[0]?.content === SUMMARISE
      ? summary(question)
      : asked
      ? answerTo(question, messages)
      : readOut(messages);
    for (const piece of content.match(/(?:\s*\S+){1,8}/g) ?? []) {
      // As a model on a server would be, it is slow enough to be interrupted.
      await new Promise((resolve) => setTimeout(resolve));
      if (signal?.aborted) break;
      on.text(piece);
    }
    signal?.throwIfAborted();
    return { content, toolCalls: [], usage: usage(content) };
  }
}

function answerTo(question: string, messages: readonly Message[]): string {
  const passages = messages.filter((message): message is Message & { source: string } => message.source !== undefined);
  // Files that are named in the question are no part of what is asked.
  const best = pick(question.replace(/\[[^\]]*\]\([^)]*\)/g, ""), passages);
  const answer = best.length > 0
    ? quote(best)
    : passages.length === 0
    ? "I do not know: I was given no passage to find an answer in."
    : "I do not know: none of the passages that I was given says it.";
  return `${answer}\n\n${DISCLOSURE}`;
}

/** What the tools of the last round said. */
function readOut(messages: readonly Message[]): string {
  const round = messages.findLastIndex(({ role }) => role === "assistant");
  const names = new Map(messages[round]?.toolCalls?.map(({ id, name }) => [id, name]));
  const said = messages.slice(round + 1).filter(({ role }) => role === "tool")
    .map(({ content, toolCallId = "" }) => `${names.get(toolCallId) ?? "a tool"} says:\n\n${content.trimEnd()}`);
  return [...said, READ_OUT].join("\n\n");
}

/** The first line of all that was said. */
function summary(transcript: string): string {
  const lines = transcript.split(/\n\n(?=(?:system|user|assistant|tool): )/).map((entry) => entry.split("\n")[0] ?? "");
  return ["What was said, by its first lines:", ...lines.map((line) => `- ${line.slice(0, 120)}`)].join("\n");
}
