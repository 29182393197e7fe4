/**
 * Keeps the passages of folders as the files in them are.
 *
 * @module
 */
import { type FoundFile, markdownFiles, readMarkdown } from "./files.ts";
import { type FoundPassage, Passages } from "./passages.ts";
import { sectionsOf } from "./sections.ts";

/** What changed since the last look. */
export interface Changes {
  /** How many files were read, since they are new or not what they were. */
  readonly read: number;
  /** How many are gone. */
  readonly gone: number;
  /** How many are to be read the next time, since reading them now would have taken too long. */
  readonly later: number;
  /** What could not be searched, in sentences, and was not told of before. */
  readonly problems: readonly string[];
}

/** Further files are left out, and told of: the memory of a plugin is limited. */
const MOST_PASSAGES = 1500;

/** Somebody waits for the answer to a question: so long, in milliseconds, one look may take, and one file more. */
const PATIENCE_MS = 5000;

/** Markdown files and folders of them, which can be searched. */
export class Library {
  readonly #paths: readonly string[];
  readonly #patienceMs: number;
  readonly #passages = new Passages();
  /** The versions of the files that were looked at, those that could not be read included. */
  #versions = new Map<string, string>();
  #told = new Set<string>();
  #refreshing: Promise<Changes> | undefined;

  /** Takes files and folders, and how long one look may take. */
  constructor(paths: readonly string[], patienceMs = PATIENCE_MS) {
    this.#paths = paths;
    this.#patienceMs = patienceMs;
  }

  /** How much can be searched. */
  get size(): { readonly passages: number; readonly files: number } {
    return { passages: this.#passages.count, files: this.#passages.files };
  }

  /** Reads what is new or changed, and nothing else. Those who ask at the same time wait for the same look. */
  refresh(): Promise<Changes> {
    return this.#refreshing ??= this.#refresh().finally(() => this.#refreshing = undefined);
  }

  /** The passages that fit a question, the best first. */
  search(question: string, limit: number): Promise<FoundPassage[]> {
    return this.#passages.search(question, limit);
  }

  async #refresh(): Promise<Changes> {
    const end = performance.now() + this.#patienceMs;
    const versions = new Map<string, string>();
    const found = new Set<string>();
    const problems: string[] = [];
    let [read, later] = [0, 0];
    for (const path of this.#paths) {
      try {
        for await (const file of markdownFiles(path)) {
          if (found.has(file.path)) continue;
          found.add(file.path);
          const known = this.#versions.get(file.path);
          const isLate = known !== file.version && read > 0 && performance.now() >= end;
          const version = isLate ? known : file.version;
          if (version !== undefined) versions.set(file.path, version);
          if (isLate) later++;
          if (isLate || known === file.version) continue;
          const problem = await this.#read(file);
          if (problem === undefined) read++;
          else problems.push(`cannot search ${file.path}: ${problem}`);
        }
      } catch (error) {
        problems.push(`cannot search ${path}: ${messageOf(error)}`);
      }
    }
    const gone = [...this.#versions.keys()].filter((path) => !found.has(path));
    for (const path of gone) await this.#passages.delete(path);
    this.#versions = versions;
    return { read, gone: gone.length, later, problems: this.#news(problems) };
  }

  /** Gives why a file cannot be searched. */
  async #read({ path }: FoundFile): Promise<string | undefined> {
    try {
      const sections = sectionsOf(await readMarkdown(path));
      await this.#passages.delete(path);
      if (this.#passages.count + sections.length > MOST_PASSAGES) {
        return `there are ${MOST_PASSAGES} passages already, and no more are searched`;
      }
      await this.#passages.set(path, sections);
      return undefined;
    } catch (error) {
      await this.#passages.delete(path);
      return messageOf(error);
    }
  }

  /** A folder that is not there is looked for each time, and told of once. */
  #news(problems: readonly string[]): string[] {
    const news = problems.filter((problem) => !this.#told.has(problem));
    this.#told = new Set([...this.#told, ...problems]);
    return news;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
