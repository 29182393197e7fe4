/**
 * Guesses what a misspelt word was meant to be.
 *
 * @module
 */

/**
 * Finds the candidate that a word was most likely meant to be: the one with the fewest single-character edits (insert,
 * delete, replace, swap two neighbours), upper and lower case taken as equal.
 *
 * Takes the word and the words that would have been right. Gives the nearest of them, the first of several equally near,
 * or `undefined` if more than a third of the letters would have to change: a far-fetched guess confuses more than it
 * helps.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(closest("afterTrun", ["beforeTurn", "afterTurn"]), "afterTurn");
 * assertEquals(closest("shutdown", ["beforeTurn", "afterTurn"]), undefined);
 * ```
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  let best: string | undefined;
  let fewest = Infinity;
  for (const candidate of candidates) {
    const longer = Math.max(word.length, candidate.length);
    const shorter = Math.min(word.length, candidate.length);
    const allowed = Math.max(1, Math.floor(longer / 3));
    // The distance is at least the difference in length: a cheap look spares most of the work.
    if (longer - shorter > allowed) continue;
    const edits = distance(lower, candidate.toLowerCase());
    // Replacing every letter of a short word is not a misspelling of it.
    if (edits <= allowed && edits < shorter && edits < fewest) {
      best = candidate;
      fewest = edits;
    }
  }
  return best;
}

/** Edits between two words, by the usual table; three rows of it are enough for swaps. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let edits = Math.min(replace, last[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, beforeLast[j - 2]! + 1);
      }
      row.push(edits);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
