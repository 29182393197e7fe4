/** What the tests of the manifest share. */
import { ManifestError, type ManifestProblem } from "../../src/manifest/errors.ts";
import { readManifest } from "../../src/manifest/read.ts";
import type { Manifest } from "../../src/manifest/types.ts";
import { TempFolder } from "../support/temp_folder.ts";

export { TempFolder };

/** Reads a text as a file named plugins.jsonc. */
export async function readText(text: string): Promise<Manifest> {
  using folder = new TempFolder();
  return await readManifest(folder.write("plugins.jsonc", text));
}

/** Gives the error of a promise that must fail with a `ManifestError`. */
export async function errorOf(promise: Promise<unknown>): Promise<ManifestError> {
  const error = await promise.then(() => undefined, (reason: unknown) => reason);
  if (!(error instanceof ManifestError)) throw error ?? new Error("nothing was thrown");
  return error;
}

/** Gives what is wrong with a text, one line per problem: `line:column message`. */
export async function wrongWith(text: string): Promise<string[]> {
  const { problems } = await errorOf(readText(text));
  return problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

/** Gives the only problem of a manifest in memory. */
export async function onlyProblem(manifest: unknown): Promise<ManifestProblem> {
  const { problems } = await errorOf(readManifest(manifest as { plugins: Record<string, never> }));
  if (problems.length !== 1) throw new Error(`not one problem but ${problems.length}`);
  return problems[0]!;
}

/** Gives what is wrong with one entry named `p`, which is in order but for the keys given. */
export async function wrongWithEntry(keys: Record<string, unknown>): Promise<string> {
  return (await onlyProblem({ plugins: { p: { from: "./p.ts", ...keys } } })).message;
}

/** The offset of a position, for looking at the text there. */
export function offsetOf(text: string, { line, column }: { line?: number | undefined; column?: number | undefined }) {
  const lines = text.split(/(?<=\n|\r(?!\n))/);
  return lines.slice(0, line! - 1).join("").length + column! - 1;
}
