/**
 * Finds what folders of Markdown files, documents or skills, say about a question: for each question by itself, and as a tool.
 *
 * @module
 */
import { type Args, type HookimplMarker, hookimplMarker, type PluginContext } from "@tenon/tenon";
import type { CrowSpec, SharedAgent, ToolInfo, ToolResult } from "@crow/acp/hooks";
import { Library } from "./library.ts";
import type { FoundPassage } from "./passages.ts";

const hookimpl: HookimplMarker<CrowSpec> = hookimplMarker("crow-acp");

/** Options of the plugin. */
export interface SkillsRagOptions {
  /** Markdown files, and folders that are searched for them, relative to the working folder; `skills` by default. */
  readonly paths?: readonly string[];
  /** How many passages are given to the model for a question, at most; 4 by default. */
  readonly limit?: number;
}

const TOOL = "search_skills";

/** The model cannot ask for more passages at once. */
const MOST_PASSAGES = 20;

/** Puts the passages that fit a question into the session, and lets the model search for more. */
export default class SkillsRag {
  readonly #name: string;
  readonly #limit: number;
  readonly #library: Library;
  #isNew = true;

  /**
   * Takes the options.
   *
   * @throws {TypeError} If an option is none.
   */
  constructor({ paths = ["skills"], limit = 4 }: SkillsRagOptions, { name }: PluginContext) {
    if (!Array.isArray(paths) || paths.length === 0 || !paths.every((path) => typeof path === "string")) {
      throw new TypeError('its option "paths" must list the folders and files to search.');
    }
    if (!isCount(limit)) throw new TypeError('its option "limit" must be a whole number from 1.');
    this.#name = name;
    this.#limit = limit;
    this.#library = new Library(paths);
  }

  /** Reads the files: not at the first question, which would have to wait for it. */
  @hookimpl
  async onSessionStart({ agent }: Args<CrowSpec, "onSessionStart">): Promise<void> {
    await this.#refresh(agent);
  }

  /** Searches. First, so that other plugins see the passages. */
  @hookimpl({ tryfirst: true })
  async beforeRun({ agent, session, userInput }: Args<CrowSpec, "beforeRun">): Promise<void> {
    await this.#refresh(agent);
    const found = await this.#library.search(userInput, this.#limit);
    await session.addPassages(found.map(({ source, text }) => ({ source, text })));
    await agent.note(this.#name, told(found));
  }

  /** Offers the search as a tool. */
  @hookimpl
  async listTools(): Promise<readonly ToolInfo[]> {
    return await Promise.resolve([{
      name: TOOL,
      description: "Searches the documents and skills at hand, and gives the passages that fit best.",
      parameters: {
        type: "object",
        properties: {
          query: { type: "string", description: "What to search for: a question, or a few words" },
          limit: { type: "integer", minimum: 1, maximum: MOST_PASSAGES, description: "How many passages at most" },
        },
        required: ["query"],
      },
      kind: "read",
      asks: false,
    }]);
  }

  /** Answers calls of that tool. */
  @hookimpl
  async callTool({ agent, call: { name, args } }: Args<CrowSpec, "callTool">): Promise<ToolResult | undefined> {
    if (name !== TOOL) return undefined;
    const { query, limit = this.#limit } = args;
    if (typeof query !== "string" || query.trim() === "") return failed('The argument "query" must be a text.');
    if (!isCount(limit)) return failed('The argument "limit" must be a whole number from 1.');
    await this.#refresh(agent);
    const found = await this.#library.search(query, Math.min(limit, MOST_PASSAGES));
    await agent.note(this.#name, told(found));
    if (found.length === 0) return { content: "No passage was found." };
    return { content: found.map(({ source, text }) => `From ${source}:\n\n${text}`).join("\n\n---\n\n") };
  }

  async #refresh(agent: SharedAgent): Promise<void> {
    const { read, gone, later, problems } = await this.#library.refresh();
    for (const problem of problems) await agent.problem(this.#name, problem);
    if (!this.#isNew && read === 0 && gone === 0) return;
    const { passages, files } = this.#library.size;
    const changes = this.#isNew ? "" : `${count(read, "file")} read again or new, ${gone} gone: `;
    const rest = later === 0 ? "" : `, ${count(later, "file")} will be read at the next question`;
    this.#isNew = false;
    const searched = `${count(passages, "passage")} of ${count(files, "file")} can be searched`;
    await agent.note(this.#name, `${changes}${searched}${rest}`);
  }
}

function told(found: readonly FoundPassage[]): string {
  const files = [...new Set(found.map(({ file }) => file))].join(", ");
  return found.length === 0 ? "no passage found" : `${count(found.length, "passage")} found in ${files}`;
}

function failed(content: string): ToolResult {
  return { content, failed: true };
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
