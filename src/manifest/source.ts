/**
 * Fetches the text of a manifest from a file or the web.
 *
 * @module
 */
import { UsageError } from "../engine/errors.ts";
import { ManifestError } from "./errors.ts";
import { isPlainHttp } from "./plain_http.ts";

/** The text of a manifest, and what it is called. */
export interface SourceText {
  /** The text, without byte order mark. */
  readonly text: string;
  /** Where it was in the end. */
  readonly url: URL;
  /** What to call it when talking to people: the path as it was given, or the URL. */
  readonly file: string;
}

/**
 * Takes a path or a `file:`, `http:` or `https:` URL, and what the text's integrity must be, if it must be something; gives the
 * text there. Throws a {@linkcode ManifestError} if there is none, if it is another one, or if it is not UTF-8.
 */
export async function readSource(source: string | URL, integrity?: string): Promise<SourceText> {
  checkForm(integrity);
  const remote = /^https?:/i.test(String(source));
  const isPinned = integrity !== undefined;
  const { bytes, url, file } = await (remote ? readRemote(new URL(source), isPinned) : readLocal(source));
  if (isPinned) await checkIntegrity(bytes, integrity, file);
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), url, file };
  } catch (cause) {
    throw notUtf8(bytes, file, cause);
  }
}

interface SourceBytes {
  bytes: Uint8Array<ArrayBuffer>;
  url: URL;
  file: string;
}

async function readLocal(source: string | URL): Promise<SourceBytes> {
  const given = String(source);
  const isUrl = /^file:/i.test(given);
  if (source instanceof URL && !isUrl) {
    throw unreadable(given, `it must be at a path or a file:, http: or https: URL, not ${source.protocol}`);
  }
  let file = given;
  let url: URL | undefined;
  try {
    url = isUrl ? new URL(given) : await urlOf(given);
    if (isUrl) file = await pathOf(url);
    return { bytes: await Deno.readFile(url), url, file };
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) throw notFound(file, "there is no such file", cause);
    if (cause instanceof Deno.errors.NotCapable) {
      throw unreadable(file, `the host may not read it; run deno with --allow-read=${file}`, cause);
    }
    if (url && await isDirectory(url)) throw unreadable(file, "it is a folder; name the file in it", cause);
    if (cause instanceof Deno.errors.PermissionDenied) {
      throw unreadable(file, "the operating system does not let this user read it", cause);
    }
    throw unreadable(file, reason(cause), cause);
  }
}

/** @throws {UsageError} */
function checkForm(integrity: unknown): void {
  if (integrity === undefined || typeof integrity === "string" && /^sha256-[0-9a-f]{64}$/.test(integrity)) return;
  throw new UsageError(
    "bad-integrity",
    'Cannot read the manifest: integrity must be "sha256-" and 64 hexadecimal digits in lower case: ' +
      `current value is ${JSON.stringify(integrity)}.`,
  );
}

async function checkIntegrity(bytes: Uint8Array<ArrayBuffer>, integrity: string, file: string): Promise<void> {
  const found = `sha256-${new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex()}`;
  if (found === integrity) return;
  throw failure("integrity-mismatch", file, `its integrity must be ${integrity}, but is ${found}`, undefined);
}

async function readRemote(requested: URL, isPinned: boolean): Promise<SourceBytes> {
  let file = requested.href;
  const refusePlain = () => {
    if (isPinned || !isPlainHttp(file)) return;
    throw unreadable(
      file,
      "what comes over http: can be changed by anyone on the way; use https:, or pin it with integrity",
    );
  };
  refusePlain();
  try {
    const response = await fetch(requested);
    file = response.url;
    if (isPlainHttp(file) && !isPinned) await response.body?.cancel();
    refusePlain();
    if (response.ok) return { bytes: new Uint8Array(await response.arrayBuffer()), url: new URL(file), file };
    await response.body?.cancel();
    const status = `the server answered ${response.status} ${response.statusText}`.trimEnd();
    throw response.status === 404 || response.status === 410 ? notFound(file, status) : unreadable(file, status);
  } catch (cause) {
    if (cause instanceof ManifestError) throw cause;
    if (cause instanceof Deno.errors.NotCapable) {
      throw unreadable(file, `the host may not fetch it; run deno with --allow-net=${requested.host}`, cause);
    }
    throw unreadable(file, reason(cause), cause);
  }
}

async function isDirectory(url: URL): Promise<boolean> {
  try {
    return (await Deno.stat(url)).isDirectory;
  } catch {
    return false;
  }
}

/** The path of a `file:` URL, to be shown. */
async function pathOf(url: URL): Promise<string> {
  if (Deno.build.os === "windows") return (await import("node:url")).fileURLToPath(url);
  return decodeURIComponent(url.pathname);
}

/** The `file:` URL of a path. Libraries are asked only on Windows, where it is hard: they take long to load. */
async function urlOf(path: string): Promise<URL> {
  if (Deno.build.os === "windows") return (await import("node:url")).pathToFileURL(path);
  const encode = (text: string) => text.split("/").map(encodeURIComponent).join("/");
  // Asking for the working folder can need a permission, which an absolute path does without.
  const base = path.startsWith("/") ? "file:///" : `file://${encode(Deno.cwd())}/`;
  // The dot keeps a path that starts with two slashes from being taken for a host.
  return new URL(path.startsWith("/") ? `.${encode(path)}` : encode(path), base);
}

function notUtf8(bytes: Uint8Array<ArrayBuffer>, file: string, cause: unknown): ManifestError {
  const utf16 = bytes[0] === 0xFF && bytes[1] === 0xFE || bytes[0] === 0xFE && bytes[1] === 0xFF;
  return unreadable(file, `it is not UTF-8${utf16 ? " but UTF-16" : ""}; save it as UTF-8`, cause);
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function notFound(file: string, why: string, cause?: unknown): ManifestError {
  return failure("not-found", file, why, cause);
}

function unreadable(file: string, why: string, cause?: unknown): ManifestError {
  return failure("unreadable", file, why, cause);
}

function failure(
  code: "not-found" | "unreadable" | "integrity-mismatch",
  file: string,
  why: string,
  cause: unknown,
): ManifestError {
  const message = `Cannot read the manifest: ${why}.`;
  const problem = { code, message, file, line: undefined, column: undefined, path: [], value: undefined };
  return new ManifestError(`manifest-${code}`, [problem], cause === undefined ? {} : { cause });
}
