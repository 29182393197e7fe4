/**
 * Picks the sentences that fit a question out of passages.
 *
 * @module
 */
import type { Message } from "../model.ts";
import { termsOf } from "../words.ts";

/** How many sentences make an answer, at most. */
const MOST_SENTENCES = 3;

/** How much of the question's weight a sentence must have to be an answer, and how much of the best sentence's to join it. */
const ENOUGH_OF_QUESTION = 0.5;
const ENOUGH_OF_BEST = 0.7;

/** A word in the heading above a sentence counts less than one in the sentence. */
const HEADING = 0.5;

/** A sentence of a passage. */
export interface Sentence {
  readonly text: string;
  readonly source: string;
  readonly terms: ReadonlySet<string>;
  readonly heading: ReadonlySet<string>;
}

/** The sentences that share most words with the question, in the order of the passages. None if none fits. */
export function pick(text: string, passages: readonly (Message & { source: string })[]): Sentence[] {
  const question = termsOf(text);
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

/** Sentences as an answer, each group with where it is from. */
export function quote(sentences: readonly Sentence[]): string {
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
