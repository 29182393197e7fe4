/**
 * The built-in modules that a plugin in a worker can have. The others reach what the whole process shares (its standard
 * streams, signals, working folder, other workers), and some could undo what the runner closes.
 */
export const WORKER_BUILT_INS: ReadonlySet<string> = new Set([
  "assert",
  "assert/strict",
  "async_hooks",
  "buffer",
  "console",
  "constants",
  "crypto",
  "events",
  "path",
  "path/posix",
  "path/win32",
  "punycode",
  "querystring",
  "stream",
  "stream/consumers",
  "stream/promises",
  "stream/web",
  "string_decoder",
  "timers",
  "timers/promises",
  "url",
  "util",
  "util/types",
  "zlib",
].map((name) => `node:${name}`));
