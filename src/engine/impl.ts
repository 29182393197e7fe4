import { argumentNames } from "./argnames.ts";
import type { ImplRecord, Policy } from "./marks.ts";

/** A plugin as the engine sees it. One object a registration, shared by all impls of that plugin. */
export interface ImplOwner {
  /** The plugin object; `undefined` for the extra functions of `callExtra`. */
  readonly plugin: object | undefined;
  /** The name under which it is registered. */
  readonly name: string;
  /** Where it was loaded from, if it was. */
  readonly source?: string | undefined;
  /** Names of plugins whose impls are to be called after those of this plugin. */
  readonly before?: readonly string[] | undefined;
  /** Names of plugins whose impls are to be called before those of this plugin. */
  readonly after?: readonly string[] | undefined;
  /** What to do when its impls fail or take too long; wins over what specs and the manager say. */
  readonly policy?: Policy | undefined;
  /** Its place in the order of registration: see {@linkcode nextSeq}. */
  readonly seq: number;
  /** Its impls, in the order in which they were found. */
  readonly impls: readonly HookImpl[];
  /** Whether it has been unregistered. */
  removed: boolean;
  /** Whether its impls are left out of calls, because they failed too often. */
  readonly quarantined: boolean;
}

let sequence = 0;

/** Numbers plugins and impls in the order in which they come. */
export function nextSeq(): number {
  return sequence++;
}

/**
 * The function of an impl, as the engine calls it.
 *
 * @internal
 */
export type ImplFunction = (this: unknown, args: unknown, context?: unknown) => unknown;

/**
 * One impl of one hook by one plugin. A lean record, as a program may have tens of thousands: what is the same for all
 * impls of a plugin is in its owner, what is the same for all instances of a class is in the options.
 */
export class HookImpl {
  /** The plugin's function. It is called with the plugin as `this`. */
  readonly function: ImplFunction;
  /** Whose it is. */
  readonly owner: ImplOwner;
  /** The options that it was marked with. */
  readonly opts: ImplRecord;
  /** The member of the plugin that it is. */
  readonly member: string;
  /** Its place in the order in which impls are added; given by the hook that it is added to. */
  seq = 0;

  /** Takes the function, whose it is, its options, and the name of the member. */
  constructor(fn: unknown, owner: ImplOwner, opts: ImplRecord, member: string) {
    this.function = fn as ImplFunction;
    this.owner = owner;
    this.opts = opts;
    this.member = member;
  }

  /** The plugin object; `undefined` for an extra function of `callExtra`. */
  get plugin(): object | undefined {
    return this.owner.plugin;
  }

  /** The name under which the plugin is registered. */
  get pluginName(): string {
    return this.owner.name;
  }

  /** The hook that it is for: its `specname`, else the member's name. */
  get hookName(): string {
    return this.opts.specname || this.member;
  }

  /** Whether it is a wrapper. */
  get wrapper(): boolean {
    return this.opts.wrapper;
  }

  /** Whether it is an old-style wrapper. */
  get hookwrapper(): boolean {
    return this.opts.hookwrapper;
  }

  /** Whether it may be for a hook that does not exist. */
  get optionalhook(): boolean {
    return this.opts.optionalhook;
  }

  /** Whether it is called before others of its kind. */
  get tryfirst(): boolean {
    return this.opts.tryfirst;
  }

  /** Whether it is called after others of its kind. */
  get trylast(): boolean {
    return this.opts.trylast;
  }

  /**
   * The arguments that it cannot do without: those its options list, else those its source destructures without a default.
   * `undefined` if neither says.
   */
  get argnames(): readonly string[] | undefined {
    return this.opts.args ?? namesOf(this.function);
  }
}

/** Whether an impl goes around the others, in the new or the old style. */
export function isWrapper(impl: HookImpl): boolean {
  return impl.opts.wrapper || impl.opts.hookwrapper;
}

const read = new WeakMap<ImplFunction, readonly string[] | null>();

/** The arguments that a function's source destructures without a default, or `undefined` if that cannot be told. */
export function argumentNamesOf(fn: ImplFunction): readonly string[] | undefined {
  return namesOf(fn);
}

const standIns = new WeakSet<object>();

/**
 * Makes a function stand for one that runs elsewhere, in a process or worker of its own: its source says nothing, so the names
 * of the arguments that it destructures are given, and only an asynchronous hook can wait for what it gives.
 */
export function standIn(fn: ImplFunction, argnames: readonly string[] | undefined): void {
  read.set(fn, argnames ?? null);
  standIns.add(fn);
}

/** Whether a function stands for one that runs elsewhere. */
export function isStandIn(fn: ImplFunction): boolean {
  return standIns.has(fn);
}

/** Reads each function once: many plugins may be instances of one class. */
function namesOf(fn: ImplFunction): readonly string[] | undefined {
  let names = read.get(fn);
  if (names === undefined) {
    names = argumentNames(fn) ?? null;
    read.set(fn, names);
  }
  return names ?? undefined;
}
