/**
 * What counts as the same word when questions are held against documents.
 *
 * @module
 */

const STOP_WORDS = new Set(
  ("a about an and any are as at be been but by can could did do does for from had has have how i if in into is it its me " +
    "my no not of on or our shall should so some than that the their them then there these they this to up us was we " +
    "were what when where which who whom whose why will with would you your").split(" "),
);

/** All words of a text. What is between them is no part of them, the marks of Markdown included. */
export function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The words of a text that say what it is about, each in its {@linkcode stem}. */
export function termsOf(text: string): Set<string> {
  return new Set(wordsOf(text).map(stem).filter((term) => term !== undefined));
}

/**
 * The stem of a word, or `undefined` for a word that says nothing by itself. It need not be a word: it only has to be the
 * same for "call", "calls", "called" and "calling", which cutting off the common English endings is good enough for.
 */
export function stem(word: string): string | undefined {
  const lower = word.toLowerCase();
  if (STOP_WORDS.has(lower)) return undefined;
  return lower
    .replace(/(?<=..[^s])s$/, "")
    .replace(/(?<=..)(ing|ed)$/, "")
    .replace(/(?<=..)e$/, "")
    .replace(/(?<=..)y$/, "i")
    .replace(/([^aeiou])\1$/, "$1");
}
