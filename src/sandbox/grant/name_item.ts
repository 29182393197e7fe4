/**
 * The items of a grant that are names: environment variables, calls for information about the system, programs.
 *
 * @module
 */
import { closest } from "../../engine/suggest.ts";
import { absolutePath, forbidden, type ItemProblem } from "./path_item.ts";

/** What Deno's flag for information about the system takes. Other kinds, such as `inspector`, come only with all of it. */
export const SYS_KINDS: readonly string[] = [
  "hostname",
  "osRelease",
  "osUptime",
  "loadavg",
  "networkInterfaces",
  "systemMemoryInfo",
  "uid",
  "gid",
  "getegid",
  "cpus",
  "homedir",
  "username",
  "userInfo",
  "statfs",
  "getPriority",
  "setPriority",
];

/**
 * Variables that tell Deno itself, or the system's loader, what to do: `NODE_OPTIONS=--require=…` has Deno run a file that
 * nobody granted. They are never handed to a plugin's process.
 */
const STEERING = /^(DENO|NPM_CONFIG|JSR|LD|DYLD|RUST|OTEL|V8|UV|NODE_CHANNEL|NODE_CLUSTER|NODE_DEBUG)_/i;
const STEERING_NAMES = new Set([
  "NODE_OPTIONS",
  "NODE_DEBUG",
  "NODE_UNIQUE_ID",
  "NODE_V8_COVERAGE",
  "SSLKEYLOGFILE",
]);

/** Whether an environment variable steers Deno itself. */
export function steers(variable: string): boolean {
  return STEERING.test(variable) || STEERING_NAMES.has(variable.toUpperCase());
}

/** The variables that say where requests go, which Deno reads whenever it makes one. On most systems capitals matter. */
export const PROXIES: readonly string[] = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].flatMap((name) => [
  name,
  name.toLowerCase(),
]);

/** Checks the name of an environment variable, or the beginning of names followed by `*`. */
export function envItem(text: string, denied: boolean): string | ItemProblem {
  const wrong = forbidden(text);
  if (wrong !== undefined) return { problem: wrong };
  if (text === "*") return { problem: "true, for all variables" };
  if (/[=\s]/.test(text)) return { problem: "the name of a variable" };
  if (text.slice(0, -1).includes("*")) return { problem: 'a name with "*" only at its end, such as "AWS_*"' };
  if (!denied && steers(text)) {
    return { problem: "a variable that does not steer Deno itself: it would act before any permission does" };
  }
  return text;
}

/** Whether a variable is the one that an item names, or one of those. A narrower item with `*` counts as well. */
export function coversEnv(item: string, variable: string): boolean {
  // Windows takes no notice of capitals here.
  const [wide, narrow] = Deno.build.os === "windows" ? [item.toUpperCase(), variable.toUpperCase()] : [item, variable];
  return wide.endsWith("*") ? narrow.startsWith(wide.slice(0, -1)) : wide === narrow;
}

/** Checks the name of a call for information about the system. */
export function sysItem(text: string): string | ItemProblem {
  if (SYS_KINDS.includes(text)) return text;
  const guess = closest(text, SYS_KINDS);
  return {
    problem: guess === undefined ? `one of ${SYS_KINDS.join(", ")}` : `a call that Deno knows, such as "${guess}"`,
  };
}

/** Checks a program: a name to be found in the host's PATH, or a path. */
export function runItem(text: string, base: URL | undefined): string | ItemProblem {
  const isPath = /[/\\]/.test(text) || /^(\.{1,2}$|file:|~)/i.test(text);
  if (isPath) return absolutePath(text, base);
  const wrong = forbidden(text);
  if (wrong !== undefined) return { problem: wrong };
  return /[*?]/.test(text) ? { problem: "the name of a program, or a path: Deno has no patterns for them" } : text;
}
