/**
 * What counts as a word, and as the same word, when questions are held against documents.
 *
 * @module
 */
import { tokenizer } from "@orama/orama/components";

/** In English. They are in every text, and so say nothing of one. */
const STOP_WORDS = new Set(
  ("a about an and any are as at be been but by can could did do does for from had has have how i if in into is it its me " +
    "my no not of on or our shall should so some than that the their them then there these they this to up us was we " +
    "were what when where which who whom whose why will with would you your")
    .split(" "),
);

/** It knows where words end in languages that write none of the spaces between them, too. */
const SEGMENTER = new Intl.Segmenter("en", { granularity: "word" });

/** What is longer is no word: a key, a picture in Base64. Its beginning tells it from others. */
const MAX_LENGTH = 64;

const ENGLISH = tokenizer.createTokenizer({ language: "english", stemming: true });

/**
 * The words of a text that say what it is about, in the order of the text, in small letters and cut down to their stems: "call",
 * "calls" and "calling" are one word. A name such as `beforeRun` counts as a whole, and as the words that it is made of.
 */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const { segment, isWordLike } of SEGMENTER.segment(text.normalize("NFKC"))) {
    if (!isWordLike) continue;
    const parts = segment.split(/_+|(?<=\p{Ll})(?=\p{Lu})/u);
    for (const word of parts.length > 1 ? [segment, ...parts] : parts) {
      const lower = word.toLowerCase().slice(0, MAX_LENGTH);
      if (lower !== "" && !STOP_WORDS.has(lower)) words.push(stem(lower));
    }
  }
  return words;
}

function stem(word: string): string {
  // The engine's own way, which also takes accents off.
  return ENGLISH.normalizeToken.call(ENGLISH, "", word, false) || word;
}
