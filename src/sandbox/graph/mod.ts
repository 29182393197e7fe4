/**
 * What happens before the process of an isolated plugin starts: its module graph is resolved, locked and looked at, so that
 * nothing can be loaded later that is not in it, and nothing of it lies outside the plugin's package or folder.
 *
 * @module
 */

export { ownDenoDir } from "./deno_dir.ts";
export { fetchEnvironment } from "./environment.ts";
export { GraphError, type GraphErrorCode, type GraphOwner } from "./errors.ts";
export { fetchFlag, jsrUrl } from "./hosts.ts";
export { type Graph, type GraphEdge, type GraphModule, leadsTo, parseGraph, reach } from "./info.ts";
export { disagreement, type Lock, NO_LOCK, readLock } from "./lock.ts";
export { readNpmrc } from "./npmrc.ts";
export { requireRun, runDeno } from "./run_deno.ts";
export { settingsFlags, writeSettings } from "./settings.ts";
export { lookAtGraph, type Looked, type LookInput } from "./look.ts";
export { changedSince, type FileMark } from "./marks.ts";
export { type FoundModules, type Prepared, type PrepareInput, preparePlugin } from "./prepare.ts";
