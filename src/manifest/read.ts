/**
 * Reads a manifest: the file, usually plugins.jsonc, in which a user says which plugins to load.
 *
 * @module
 */
import { UsageError } from "../engine/errors.ts";
import { ManifestError, type ManifestProblem } from "./errors.ts";
import { readSource } from "./source.ts";
import { type JsonNode, treeOf } from "./tree.ts";
import type { Manifest, ManifestInput } from "./types.ts";

/** What {@linkcode readManifest} can be told beyond the source. */
export interface ReadManifestOptions {
  /** What the relative specifiers of a manifest in memory are relative to. A manifest with a URL has that as its base. */
  readonly base?: string | URL;
  /** What the manifest's text must be: `sha256-` and its SHA-256 in hexadecimal digits. */
  readonly integrity?: string;
}

/**
 * Reads a manifest and checks it.
 *
 * Takes a path (relative to the working folder), a `file:`, `http:` or `https:` URL, or the manifest itself as an object.
 * Texts are JSON in UTF-8; comments, trailing commas and a byte order mark may be in them. Gives the entries in the order
 * of the manifest, with defaults for what they leave out. It loads nothing, and grants nothing: `permissions` are what the
 * manifest says, wherever it came from.
 *
 * Throws a {@linkcode ManifestError}: `manifest-not-found` and `manifest-unreadable` if there is no text,
 * `manifest-integrity-mismatch` if it is not the one that was pinned, `manifest-invalid` if there are mistakes in it. Of a text that is not JSON it names the first mistake, else all of them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { entries } = await readManifest({
 *   plugins: {
 *     rag: "https://example.com/plugins/rag.ts",
 *     persistence: { from: "jsr:@crow/persistence@^1", permissions: "inherit" },
 *   },
 * });
 * assertEquals(entries.map(({ name, permissions }) => [name, permissions]), [
 *   ["rag", "none"],
 *   ["persistence", "inherit"],
 * ]);
 * ```
 */
export async function readManifest(
  source: string | URL | ManifestInput,
  options: ReadManifestOptions = {},
): Promise<Manifest> {
  if (typeof source === "string" || source instanceof URL) {
    const { text, url, file } = await readSource(source, options.integrity);
    return { url, ...await check(await parse(text, file), file) };
  }
  if (options.integrity !== undefined) {
    throw new UsageError(
      "bad-integrity",
      "Cannot pin a manifest by integrity that is given as an object: it has no text.",
    );
  }
  const url = options.base === undefined ? undefined : new URL(options.base);
  return { url, ...await check(treeOf(source), undefined) };
}

// What follows is loaded only where it is needed, because it brings libraries: hosts wait for them, and plugins, which read
// no manifest, need not.

async function parse(text: string, file: string): Promise<JsonNode> {
  const { parseJsonc } = await import("./jsonc.ts");
  const result = parseJsonc(text);
  if ("root" in result) return result.root;
  const { message, position } = result.problem;
  const problem = { code: "syntax", message, file, ...position, path: [], value: undefined } as const;
  throw new ManifestError("manifest-invalid", [problem]);
}

async function check(root: JsonNode, file: string | undefined): Promise<Omit<Manifest, "url">> {
  const { checkManifest } = await import("./check.ts");
  const { entries, discover, problems } = checkManifest(root, file);
  if (problems.length > 0) throw new ManifestError("manifest-invalid", problems.toSorted(inTextOrder));
  return { entries, discover };
}

function inTextOrder(a: ManifestProblem, b: ManifestProblem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
