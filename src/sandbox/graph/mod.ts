/**
 * What happens before the process of an isolated plugin starts: its module graph is resolved, locked and looked at, so that
 * nothing can be loaded later that is not in it, and nothing of it lies outside the plugin's package or folder.
 *
 * @module
 */

export { GraphError, type GraphErrorCode } from "./errors.ts";
export type { Graph, GraphEdge, GraphModule } from "./info.ts";
export { lookAtGraph, type Looked, type LookInput } from "./look.ts";
export { changedSince, type FileMark } from "./marks.ts";
export { type Prepared, type PrepareInput, preparePlugin } from "./prepare.ts";
