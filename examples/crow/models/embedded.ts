/**
 * A model that needs no network and no download, so that the agent can be tried anywhere.
 *
 * @module
 */
import type { Message, Model } from "../model.ts";
import { termsOf } from "../words.ts";

const DISCLOSURE =
  "(The embedded model wrote this: it understands nothing, and only picks sentences out of the passages it is given.)";

/** How many sentences make an answer, at most. */
const MOST_SENTENCES = 3;

/** How much of the question's weight a sentence must have to be an answer, and how much of the best sentence's to join it. */
const ENOUGH_OF_QUESTION = 0.5;
const ENOUGH_OF_BEST = 0.7;

/** A word in the heading above a sentence counts less than one in the sentence. */
const HEADING = 0.5;

/**
 * Answers with the sentences that share most words with the question, rare words counting more, out of the messages that
 * have a source. Instructions and the conversation so far mean nothing to it, so the same passages give the same answer.
 */
export class EmbeddedModel implements Model {
  readonly description = "embedded and offline: it only picks sentences out of what plugins find";

  /** Answers, or says that it does not know. */
  complete(messages: readonly Message[]): Promise<string> {
    const question = termsOf(messages.findLast(({ role }) => role === "user")?.content ?? "");
    const passages = messages.filter((message): message is Message & { source: string } =>
      message.source !== undefined
    );
    const best = pick(question, passages);
    const answer = best.length > 0
      ? quote(best)
      : passages.length === 0
      ? "I do not know: I was given no passage to find an answer in."
      : "I do not know: none of the passages that I was given says it.";
    return Promise.resolve(`${answer}\n\n${DISCLOSURE}`);
  }
}

interface Sentence {
  readonly text: string;
  readonly source: string;
  readonly terms: ReadonlySet<string>;
  readonly heading: ReadonlySet<string>;
}

function pick(question: ReadonlySet<string>, passages: readonly (Message & { source: string })[]): Sentence[] {
  const sentences = passages.flatMap(({ content, source }) =>
    sentencesOf(content).map((text): Sentence => ({ text, source, terms: termsOf(text), heading: termsOf(source) }))
  );
  const weights = new Map(Array.from(question, (term) => {
    const holders = sentences.filter(({ terms }) => terms.has(term)).length;
    return [term, Math.log(1 + sentences.length / (holders + 1))];
  }));
  const scored = sentences.map((sentence) => ({ sentence, score: score(sentence, weights) }));
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const best = Math.max(0, ...scored.map(({ score }) => score));
  if (best === 0 || best < total * ENOUGH_OF_QUESTION) return [];
  const chosen = new Set(
    scored
      .filter(({ score }) => score >= best * ENOUGH_OF_BEST)
      .sort((a, b) => b.score - a.score)
      .slice(0, MOST_SENTENCES)
      .map(({ sentence }) => sentence),
  );
  // In the order of the text they read better than in the order of their scores.
  return sentences.filter((sentence) => chosen.has(sentence));
}

function score({ terms, heading }: Sentence, weights: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [term, weight] of weights) {
    if (terms.has(term)) sum += weight;
    else if (heading.has(term)) sum += weight * HEADING;
  }
  return sum;
}

function quote(sentences: readonly Sentence[]): string {
  const bySource = Map.groupBy(sentences, ({ source }) => source);
  return Array.from(bySource, ([source, group]) => `${group.map(({ text }) => text).join(" ")}\n  from ${source}`)
    .join("\n\n");
}

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** The sentences of a Markdown text, without code blocks, tables and headings, which are none. */
function sentencesOf(markdown: string): string[] {
  return markdown
    .replace(/^(```|~~~)[^]*?^\1.*$/gm, "\n")
    .replace(/^(#|\|).*$/gm, "\n")
    .split(/\n\s*\n|\n(?=\s*(?:[-*+]|\d+\.)\s)/)
    .map((block) => plain(block.replace(/^\s*(?:[-*+]|\d+\.)\s+/, "")))
    .flatMap((block) => Array.from(segmenter.segment(block), ({ segment }) => segment.trim()))
    // What leads over to a list or a code block says little without it.
    .filter((sentence) => sentence !== "" && !sentence.endsWith(":"));
}

function plain(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\*\*|__/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
