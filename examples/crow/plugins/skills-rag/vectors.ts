/**
 * Turns texts into vectors, without a model and without a network.
 *
 * A text is taken apart into the stems of its words and into the groups of three letters that these are made of. Each of these
 * features is hashed to one of a fixed number of dimensions, with a sign of its own, so that those that fall together cancel
 * out on average. In a question, features that few texts have count for more. So texts are near to each other that have
 * words or parts of words in common: "authorise" is near to "authorization" and to "authroise". It knows nothing of meaning:
 * "car" is not near to "automobile", as it would be with the embeddings of a language model.
 *
 * @module
 */

/** The number of dimensions. */
export const DIMENSIONS = 512;

/** A word counts for as much as so many of the groups of letters in it. */
const WORD_WEIGHT = 2;

/** Makes vectors. It has to be told of all texts that it is to tell apart. */
export class Embedder {
  #texts = 0;
  /** In how many texts a feature is. */
  readonly #frequencies = new Map<string, number>();

  /** Takes note of a text, given by its words, and gives its vector. */
  add(words: readonly string[]): number[] {
    const features = featuresOf(words);
    this.#texts++;
    for (const feature of features.keys()) this.#frequencies.set(feature, (this.#frequencies.get(feature) ?? 0) + 1);
    return vectorOf(features, () => 1);
  }

  /** Forgets a text that was added. */
  remove(words: readonly string[]): void {
    this.#texts--;
    for (const feature of featuresOf(words).keys()) {
      const left = (this.#frequencies.get(feature) ?? 1) - 1;
      if (left > 0) this.#frequencies.set(feature, left);
      else this.#frequencies.delete(feature);
    }
  }

  /** Gives the vector of a question. */
  question(words: readonly string[]): number[] {
    return vectorOf(
      featuresOf(words),
      (feature) => Math.log(1 + (this.#texts + 1) / (1 + (this.#frequencies.get(feature) ?? 0))),
    );
  }
}

/** The features of a text, with how much of it they are. */
function featuresOf(words: readonly string[]): Map<string, number> {
  const features = new Map<string, number>();
  const add = (feature: string, weight: number) => features.set(feature, (features.get(feature) ?? 0) + weight);
  for (const word of words) {
    add(word, WORD_WEIGHT);
    const letters = [...`^${word}$`];
    for (let i = 0; i + 3 <= letters.length; i++) add(`…${letters.slice(i, i + 3).join("")}`, 1);
  }
  return features;
}

function vectorOf(features: ReadonlyMap<string, number>, weigh: (feature: string) => number): number[] {
  const vector = new Array<number>(DIMENSIONS).fill(0);
  for (const [feature, weight] of features) {
    const hash = hashOf(feature);
    // What is said ten times is not ten times as important.
    vector[(hash >>> 1) % DIMENSIONS]! += (hash & 1 ? 1 : -1) *
      Math.sqrt(weight) * weigh(feature);
  }
  return vector;
}

/** FNV-1a, over the code units, with a last round that spreads it over all bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  return (hash ^ hash >>> 13) >>> 0;
}
