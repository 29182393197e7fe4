import { dirname } from "node:path";

/** A configuration file of Deno or npm that was read. */
export interface ConfigFile {
  readonly path: string;
  readonly folder: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** A configuration file that could not be. */
export interface ConfigProblem {
  /** Its path. */
  readonly file: string;
  /** What is wrong; completes a sentence that begins with the file. */
  readonly why: string;
  /** What to do about it. */
  readonly hint: string;
}

/** The host may not read a file. Nobody was asked whether it may. */
export class NotReadable extends Error {
  readonly path: string;

  /** Takes the file's path. */
  constructor(path: string) {
    super(`${path} may not be read`);
    this.path = path;
  }
}

/**
 * Reads a configuration file. Gives it, or what is wrong with it, or nothing if there is none.
 *
 * @throws {NotReadable} If the host has no permission to read it.
 */
export async function readConfig(path: string): Promise<ConfigFile | ConfigProblem | undefined> {
  // Discovery goes by itself, so it must not be what a permission prompt comes from.
  if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") throw new NotReadable(path);
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    const why = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return { file: path, why, hint: "Make it a file that you may read, or take it away." };
  }
  const content = await parse(text.replace(/^\uFEFF/, ""));
  if (typeof content === "string") return { file: path, why: content, hint: "Correct that file." };
  return { path, folder: dirname(path), content };
}

/** Whether a file was read. */
export function isRead(file: ConfigFile | ConfigProblem | undefined): file is ConfigFile {
  return file !== undefined && "content" in file;
}

/** The object in a text, or what is wrong with the text. */
async function parse(text: string): Promise<ConfigFile["content"] | string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    if (text.trim() === "") return "is empty";
    // Only files with comments and mistakes pay for the parser that understands both.
    const [{ parseJsonc }, { valueOf }] = await Promise.all([import("../jsonc.ts"), import("../tree.ts")]);
    const result = parseJsonc(text);
    if ("problem" in result) {
      const { message, position: { line, column } } = result.problem;
      return `is broken at ${line}:${column}: ${message}`;
    }
    value = valueOf(result.root);
  }
  return asRecord(value) ?? "is no JSON object";
}

/** The value as an object with string keys, if it is one. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Readonly<Record<string, unknown>>
    : undefined;
}
