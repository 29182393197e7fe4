/**
 * Finds what a folder of Markdown files says about a question.
 *
 * @module
 */
import MiniSearch from "minisearch";
import type { Args, PluginContext } from "@tenon/tenon";
import { messageOf } from "../errors.ts";
import { type CrowSpec, hookimpl } from "../hooks.ts";
import type { Passage } from "../session.ts";
import { stem, wordsOf } from "../words.ts";

/** Options of the plugin. */
export interface RetrievalOptions {
  /** Markdown files, and folders that are searched for them, relative to the working folder. */
  readonly paths: readonly string[];
  /** How many passages are given to the model, at most; 4 by default. */
  readonly limit?: number;
}

/** A part of a Markdown file: what stands below one heading, up to the next. */
interface Section extends Passage {
  readonly id: number;
  readonly file: string;
  readonly heading: string;
}

type Agent = Args<CrowSpec, "beforeRun">["agent"];

/** Puts the passages of a folder that fit a question into the session. */
export default class Retrieval {
  readonly #name: string;
  readonly #paths: readonly string[];
  readonly #limit: number;
  #index: Promise<MiniSearch<Section>> | undefined;

  constructor({ paths, limit = 4 }: RetrievalOptions, { name }: PluginContext) {
    if (!Array.isArray(paths) || paths.length === 0 || !paths.every((path) => typeof path === "string")) {
      throw new TypeError('its option "paths" must list the folders and files to search.');
    }
    if (!Number.isInteger(limit) || limit < 1) throw new TypeError('its option "limit" must be a whole number from 1.');
    this.#name = name;
    this.#paths = paths;
    this.#limit = limit;
  }

  // Not at the first question, which would have to wait for it.
  @hookimpl
  async onSessionStart({ agent }: Args<CrowSpec, "onSessionStart">): Promise<void> {
    await this.#ready(agent);
  }

  // First, so that other plugins see the passages.
  @hookimpl({ tryfirst: true })
  async beforeRun({ agent, session, userInput }: Args<CrowSpec, "beforeRun">): Promise<void> {
    const index = await this.#ready(agent);
    const found = index.search(userInput).slice(0, this.#limit) as unknown as Section[];
    await session.addPassages(found.map(({ source, text }) => ({ source, text })));
    const files = [...new Set(found.map(({ file }) => file))].join(", ");
    await agent.note(
      this.#name,
      found.length === 0 ? "no passage found" : `${found.length} passages found in ${files}`,
    );
  }

  /** Reads the files once, whoever asks first. */
  #ready(agent: Agent): Promise<MiniSearch<Section>> {
    return this.#index ??= this.#read(agent);
  }

  async #read(agent: Agent): Promise<MiniSearch<Section>> {
    const index = new MiniSearch<Section>({
      fields: ["heading", "text"],
      storeFields: ["file", "source", "text"],
      tokenize: wordsOf,
      processTerm: stem,
      searchOptions: { boost: { heading: 2 } },
    });
    let files = 0;
    for (const path of this.#paths) {
      try {
        for await (const file of markdownFiles(path)) {
          const first = index.documentCount;
          index.addAll(sectionsOf(await Deno.readTextFile(file), file, first));
          files++;
        }
      } catch (error) {
        await agent.problem(this.#name, `cannot search ${path}: ${messageOf(error)}`);
      }
    }
    await agent.note(this.#name, `${index.documentCount} passages of ${files} files can be searched`);
    return index;
  }
}

/** The Markdown files at or below a path, always in the same order. */
async function* markdownFiles(path: string): AsyncGenerator<string> {
  if (!(await Deno.stat(path)).isDirectory) return yield path;
  const entries = await Array.fromAsync(Deno.readDir(path));
  for (const { name, isDirectory, isFile } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    if (isDirectory) yield* markdownFiles(`${path}/${name}`);
    else if (isFile && name.endsWith(".md")) yield `${path}/${name}`;
  }
}

/** The parts of a Markdown text that say something. A `#` in a code block is no heading. */
function sectionsOf(markdown: string, file: string, firstId: number): Section[] {
  const sections: { heading: string; lines: string[] }[] = [{ heading: "", lines: [] }];
  let fence: string | undefined;
  for (const line of markdown.split(/\r?\n/)) {
    const [, mark] = /^\s*(```|~~~)/.exec(line) ?? [];
    if (mark !== undefined && (fence === undefined || fence === mark)) fence = fence === undefined ? mark : undefined;
    const [, heading] = fence === undefined ? /^#{1,6}\s+(.*?)[\s#]*$/.exec(line) ?? [] : [];
    if (heading === undefined) sections.at(-1)!.lines.push(line);
    else sections.push({ heading, lines: [] });
  }
  return sections
    .map(({ heading, lines }) => ({ heading, text: lines.join("\n").trim() }))
    .filter(({ text }) => text !== "")
    .map(({ heading, text }, i) => ({
      id: firstId + i,
      file,
      heading,
      text,
      source: heading === "" ? file : `${file}, "${heading}"`,
    }));
}
