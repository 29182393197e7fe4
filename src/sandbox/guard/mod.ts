/**
 * Ends the children of a host that is gone, and those that use too much memory.
 *
 * @module
 */

export { DENO_ITSELF_MB, type WatchOptions, watchProcess } from "./watch_process.ts";
