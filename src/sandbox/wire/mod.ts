/**
 * The wire between the host and an isolated plugin: calls in both directions over a pair of byte streams, and how values,
 * errors, shared objects and streams cross. It runs on both sides, needs no Deno API, and has no dependencies.
 *
 * @module
 */

export type { WireLimits } from "./carrier.ts";
export { Connection } from "./connection.ts";
export type { ByteReader, ByteStreams, ByteWriter, ConnectionOptions, ConnectionSizes } from "./connection_options.ts";
export { isForeign } from "./foreign.ts";
export type { IncomingCall } from "./incoming_call.ts";
export type { CallOptions } from "./outgoing_calls.ts";
export type { Scope } from "./references.ts";
export { CarryError, ConnectionError, LimitError, SharedReferenceError, WireError } from "./wire_errors.ts";
