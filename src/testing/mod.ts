/**
 * The kit for authors of plugins: runs a plugin against the specs of a host and records what it is asked. Only the tests of
 * plugins import it; no host does.
 *
 * @module
 */

export { type Answer, assertAnswers, AssertionError, assertOrder, type Step } from "./assertions.ts";
export { type Bench, type BenchIsolation, testPlugin, type TestPluginOptions } from "./bench.ts";
export type { AnyCall, Call, CallState, ImplCall, WrapperCall } from "./calls.ts";
export { eachIsolation, type IsolationTest } from "./each_isolation.ts";
export type { Host } from "./host.ts";
export { answering, type Answers, recorder } from "./stand_ins.ts";
