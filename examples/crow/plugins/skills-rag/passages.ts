/**
 * The passages of all files, and the engine that finds them by their words and their vectors.
 *
 * @module
 */
import { type AnyOrama, create, insert, remove, search } from "@orama/orama";
import type { Passage } from "@crow/acp/hooks";
import type { Section } from "./sections.ts";
import { DIMENSIONS, Embedder } from "./vectors.ts";
import { wordsOf } from "./words.ts";

/** A passage that was found. */
export interface FoundPassage extends Passage {
  /** The file that it is in. */
  readonly file: string;
}

/** A passage as the engine has it. */
interface Entry extends FoundPassage {
  readonly id: string;
  readonly heading: string;
  readonly vector: number[];
}

/** How near a passage must be to count by its vector alone; what is less is chance. */
const NEAR = 0.15;

/** What the words count for, and what the vectors. */
const WEIGHTS = { text: 0.6, vector: 0.4 };

/** A question is no longer than so many characters: what follows is not searched for. */
const QUESTION = 2000;

/** Passages that can be searched. */
export class Passages {
  readonly #engine: AnyOrama = create({
    schema: { heading: "string", text: "string", vector: `vector[${DIMENSIONS}]` },
    components: {
      tokenizer: {
        language: "english",
        normalizationCache: new Map(),
        tokenize: (text) => [...new Set(wordsOf(text))],
      },
    },
  });
  readonly #embedder = new Embedder();
  /** By file: the passages' ids, and the passages. */
  readonly #files = new Map<string, { readonly id: string; readonly section: Section }[]>();
  #count = 0;
  #lastId = 0;

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** How many files they are of. */
  get files(): number {
    return this.#files.size;
  }

  /** Puts the passages of a file in the place of those that there are of it. */
  async set(file: string, sections: readonly Section[]): Promise<void> {
    await this.delete(file);
    const kept: { id: string; section: Section }[] = [];
    this.#files.set(file, kept);
    for (const section of sections) {
      const { heading, text } = section;
      const id = String(++this.#lastId);
      const source = heading === "" ? file : `${file}, "${heading}"`;
      const entry: Entry = { id, file, heading, text, source, vector: this.#embedder.add(wordsIn(section)) };
      await insert(this.#engine, entry);
      kept.push({ id, section });
      this.#count++;
    }
  }

  /** Takes the passages of a file out. */
  async delete(file: string): Promise<void> {
    const passages = this.#files.get(file) ?? [];
    this.#files.delete(file);
    for (const { id, section } of passages) {
      await remove(this.#engine, id);
      this.#embedder.remove(wordsIn(section));
      this.#count--;
    }
  }

  /** The passages that fit a question, the best first. A question that says nothing finds nothing. */
  async search(question: string, limit: number): Promise<FoundPassage[]> {
    const term = question.slice(0, QUESTION);
    const words = wordsOf(term);
    // Without a term, the engine gives everything.
    if (words.length === 0 || this.#count === 0) return [];
    const { hits } = await search(this.#engine, {
      mode: "hybrid",
      term,
      vector: { property: "vector", value: this.#embedder.question(words) },
      similarity: NEAR,
      hybridWeights: WEIGHTS,
      boost: { heading: 2 },
      limit,
    });
    const entries = hits.map(({ document }) => document as unknown as Entry);
    return entries.map(({ file, source, text }) => ({ file, source, text }));
  }
}

function wordsIn({ heading, text }: Section): string[] {
  return wordsOf(`${heading}\n${text}`);
}
