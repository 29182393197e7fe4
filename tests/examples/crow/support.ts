/**
 * What the tests of crow share: folders, a tiny host, crow in the terminal.
 *
 * @module
 */
import type { PluginContext, PluginManager } from "@tenon/tenon";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { Agent, type Note } from "../../../examples/crow/agent.ts";
import type { CrowSpec } from "../../../examples/crow/hooks.ts";
import type { Completion, Message, Model, ModelRequest } from "../../../examples/crow/model.ts";
import { crowPlugins } from "../../../examples/crow/setup.ts";
import { denoArgs, runDeno, type RunDenoOptions, type RunResult } from "../../support/deno.ts";

const MAIN = fileURLToPath(new URL("../../../examples/crow/main.ts", import.meta.url));

/** The folder of the repository. */
export const ROOT: string = fileURLToPath(new URL("../../../", import.meta.url));

/** A folder that is gone at the end of the block. */
export class Folder implements Disposable {
  readonly path: string = Deno.makeTempDirSync();

  /** Takes files to write, by their paths. */
  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [name, text] of Object.entries(files)) {
      const file = this.file(name);
      Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      Deno.writeTextFileSync(file, text);
    }
  }

  file(name: string): string {
    return `${this.path}/${name}`;
  }

  copy(from: string, to: string): void {
    const file = this.file(to);
    Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    Deno.copyFileSync(from, file);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** Environment of a run of crow: nothing of the person's own that would change what crow does. */
export const ENV: Readonly<Record<string, string>> = {
  OPENAI_MODEL: "",
  OPENAI_BASE_URL: "",
  OPENAI_API_KEY: "",
  TENON_DISABLE: "",
};

/** What a plugin of crow is told of itself. */
export function named(name: string): PluginContext {
  return { name, project: "crow-acp" };
}

/**
 * The option that has crow load the plugins of plugins.jsonc as if that were in another folder: what they are granted is
 * relative to where their manifest is.
 */
export function pluginsIn(folder: string): string {
  const file = `${folder}/.plugins.jsonc`;
  const text = Deno.readTextFileSync(`${ROOT}plugins.jsonc`);
  Deno.writeTextFileSync(file, text.replaceAll('"./examples/crow/plugins/', `"${ROOT}examples/crow/plugins/`));
  return `--plugins=${file}`;
}

/** Runs crow to its end, in a folder that has the documents. */
export function crow(given: readonly string[], cwd: string, options: RunDenoOptions = {}): Promise<RunResult> {
  const args = given.includes("--no-plugins") ? given : [...given, pluginsIn(cwd)];
  return runDeno(["run", "-A", MAIN, ...args], { ...options, cwd, env: { ...ENV, ...options.env } });
}

/** Starts crow with stdin and stdout in the test's hands. */
export function startCrow(args: readonly string[], cwd: string, env: Record<string, string> = {}): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: denoArgs("run", "-A", MAIN, ...args, pluginsIn(cwd)),
    cwd,
    env: { NO_COLOR: "1", ...ENV, ...env },
    // A process group of its own, as a terminal makes one for each command.
    detached: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
}

/** Reads from a process until it has written a text. Gives all that was read. */
export async function readUntil(reader: ReadableStreamDefaultReader<string>, text: string): Promise<string> {
  let all = "";
  while (!all.includes(text)) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`it ended before it wrote ${JSON.stringify(text)}: ${all}`);
    all += value;
  }
  return all;
}

/** The messages in a database, oldest first, read by another connection than crow's. */
export function messagesIn(path: string): Message[] {
  const db = new DatabaseSync(path, { readOnly: true, timeout: 2000 });
  try {
    const rows = db.prepare("SELECT message FROM messages WHERE live = 1 ORDER BY id").all();
    return rows.map(({ message }) => JSON.parse(String(message)));
  } finally {
    db.close();
  }
}

/** The turns in a database, oldest first. */
export function turnsIn(path: string): { userInput: string; answer: string }[] {
  const messages = messagesIn(path);
  return messages.flatMap(({ role, content }, i) => {
    if (role !== "user") return [];
    const next = messages.findIndex((message, at) => at > i && message.role === "user");
    const answer = messages.slice(i + 1, next < 0 ? undefined : next).findLast((message) =>
      message.role === "assistant"
    );
    return [{ userInput: content, answer: answer?.content ?? "" }];
  });
}

/** What a model of a test answers: text, or more. */
export type TestAnswer = string | Partial<Completion>;

/** A host in a few lines, with a model that answers with what `answer` makes of the request. */
export class TinyHost implements AsyncDisposable {
  readonly plugins: PluginManager<CrowSpec> = crowPlugins();
  readonly notes: Note[] = [];
  /** The messages of each request to the model. */
  readonly requests: (readonly Message[])[] = [];
  readonly agent: Agent;

  constructor(
    plugins: Readonly<Record<string, object>>,
    answer: (request: ModelRequest, signal?: AbortSignal) => TestAnswer | Promise<TestAnswer> = () => "Yes.",
  ) {
    const model: Model = {
      description: "the test's own",
      complete: async (request, on, signal) => {
        this.requests.push(request.messages);
        const given = await answer(request, signal);
        const { content = "", toolCalls = [], ...more } = typeof given === "string" ? { content: given } : given;
        if (content !== "") on.text(content);
        return { content, toolCalls, ...more };
      },
    };
    this.agent = new Agent(this.plugins, model, (note) => this.notes.push(note));
    for (const [name, plugin] of Object.entries(plugins)) this.plugins.register(plugin, name);
  }

  /** What plugins said, as `name: text`, with a `!` for problems. */
  get said(): string[] {
    return this.notes.map(({ plugin, text, problem }) => `${problem ? "!" : ""}${plugin}: ${text}`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.plugins.close();
  }
}
