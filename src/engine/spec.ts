import { isAsyncFunction } from "./kinds.ts";
import type { SpecRecord } from "./marks.ts";

/** What a host declared of one hook. Seen from outside as `pm.hook.NAME.spec`. */
export class HookSpec {
  /** The hook's name. */
  readonly name: string;
  /** The object or class that declares it. */
  readonly namespace: object;
  /** The method or function that declares it; it is never called. */
  readonly function: unknown;
  /** The options that it was marked with. */
  readonly opts: SpecRecord;
  /** Whether calls return promises. */
  readonly isAsync: boolean;
  /** The names of its arguments, those with defaults included; `undefined` if it does not list them. */
  readonly argnames: readonly string[] | undefined;

  /** Takes the hook's name, who declares it, how, and with which options. */
  constructor(name: string, namespace: object, fn: unknown, opts: SpecRecord) {
    this.name = name;
    this.namespace = namespace;
    this.function = fn;
    this.opts = opts;
    this.isAsync = opts.async ?? isAsyncFunction(fn);
    this.argnames = opts.args && [...new Set([...opts.args, ...Object.keys(opts.defaults ?? {})])];
  }
}
