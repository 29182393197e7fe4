/**
 * Plays a recorded log of pluggy with Tenon. The log leads: a caller makes the calls that it says, and an impl does what it
 * says, so the plugins here need no code of their own. What Tenon decides is asserted at each step: whose impl is called
 * next, with which arguments, what a wrapper receives, what a call gives, which error it fails with.
 *
 * @module
 */

import { assertEquals, assertStrictEquals } from "@std/assert";
import { type AnyFunction, PluginManager } from "@tenon/tenon";
import { drive, driveAsync, type Steps } from "./drive.ts";
import type { ImplLine, Line, Outcome, SpecLine } from "./log.ts";
import { type Box, type NamedArguments, namespaceOf, plain, pluginOf, type Script } from "./stand_ins.ts";

/** A caller whose types are not known. */
interface Caller {
  (args: NamedArguments): unknown;
  callExtra(methods: readonly AnyFunction[], args: NamedArguments): unknown;
  callHistoric(args: NamedArguments): unknown;
  getHookimpls(): { readonly owner: { readonly name: string } }[];
}

/** Plays one log. */
export class Replay implements Script {
  readonly pm: PluginManager;
  readonly #log: readonly Line[];
  /** The specs that the program itself adds at first; none if they are to be made from the log. */
  readonly #contract: object[];
  readonly #isAsync: boolean;
  #at = 0;
  readonly #plugins = new Map<string, object>();
  readonly #values = new Map<number, object>();
  readonly #errors = new Map<number, Error>();
  readonly #numbers = new WeakMap<object, number>();

  /** Takes the project, its log, and its specs. Without those all hooks are asynchronous ones that are made from the log. */
  constructor(project: string, log: readonly Line[], contract?: readonly object[]) {
    this.#log = log;
    this.#contract = [...contract ?? []];
    this.#isAsync = contract === undefined;
    this.pm = new PluginManager(project, undefined, {
      onWarning: (warning) => {
        throw new Error(`line ${this.#at}: ${warning.message}`);
      },
    });
  }

  /** How many lines have been played. */
  get played(): number {
    return this.#at;
  }

  /** Plays the whole log with synchronous hooks. */
  run(): void {
    drive(this.#all());
  }

  /** Plays the whole log with asynchronous hooks. */
  async runAsync(): Promise<void> {
    await driveAsync(this.#all());
  }

  *#all(): Steps {
    while (this.#at < this.#log.length) yield* this.#step(this.#next());
  }

  #next(): Line {
    const line = this.#log[this.#at++];
    if (line === undefined) throw new Error("The log has ended.");
    return line;
  }

  /** Takes the next line, which must be this one. */
  #expect(...line: unknown[]): void {
    const at = this.#at;
    assertEquals(line, [...this.#next()], `line ${at + 1} of the log`);
  }

  /** Does what the lines say until one of the given kinds, and gives that. */
  *#until(...kinds: string[]): Steps<Line> {
    while (true) {
      const line = this.#next();
      if (kinds.includes(line[0])) return line;
      yield* this.#step(line);
    }
  }

  *#step([kind, ...rest]: Line): Steps {
    const step = this.#steps[kind];
    if (step === undefined) throw new Error(`Line ${this.#at}: it is not the turn of '${kind}'.`);
    yield* step(...rest as never[]) ?? [];
  }

  readonly #steps: Readonly<Record<string, (...rest: never[]) => Steps | void>> = {
    specs: (specs: readonly SpecLine[]) => {
      this.pm.addHookspecs(this.#contract.shift() ?? namespaceOf(this.pm.project, specs, this.#isAsync));
    },
    register: (name: string, impls: readonly ImplLine[], blocked: boolean) => this.#register(name, impls, blocked),
    unregister: (name: string) => {
      assertStrictEquals(this.pm.unregister(this.#known(name)), this.#known(name));
    },
    block: (name: string) => this.pm.setBlocked(name),
    check: (allKnown: boolean) => assertEquals(this.pm.pendingErrors().length === 0, allKnown),
    call: (...call: [string, string, readonly string[], readonly string[], number]) => this.#call(...call),
    plugins: (names: readonly (readonly [name: string, blocked: boolean])[]) => {
      assertEquals(this.pm.listNamePlugin().map(([name, plugin]) => [name, plugin === null]), names);
    },
    impls: (hook: string, plugins: readonly string[]) => {
      assertEquals(this.#caller(hook).getHookimpls().map(({ owner }) => owner.name), plugins, hook);
    },
  };

  *#register(name: string, impls: readonly ImplLine[], blocked: boolean): Steps {
    const plugin = this.#plugins.get(name) ?? pluginOf(this.pm.project, name, impls, this, this.#isAsync);
    this.#plugins.set(name, plugin);
    const registered = yield this.#isAsync ? this.pm.registerAsync(plugin, name) : this.pm.register(plugin, name);
    assertEquals(registered, blocked ? null : name);
    this.#expect("registered");
  }

  *#call(hook: string, kind: string, names: readonly string[], excluded: readonly string[], extra: number): Steps {
    const args = Object.fromEntries(names.map((name) => [name, name]));
    const caller = excluded.length === 0 ? this.#caller(hook) : this.#without(hook, excluded);
    let outcome: unknown;
    try {
      if (kind === "historic") outcome = yield caller.callHistoric(args);
      else if (kind === "call") outcome = yield caller(args);
      else {
        const functions = Array.from({ length: extra }, (_, at) => plain(this, `<${at}>`, hook, [], this.#isAsync));
        outcome = yield caller.callExtra(functions, args);
      }
    } catch (error) {
      return this.#expect("failed", this.#errorNumber(error));
    }
    this.#expect("gives", this.#numbered(outcome));
  }

  // What is called here is found by name alone, as the log names it.
  #caller(hook: string): Caller {
    const caller = (this.pm.hook as Readonly<Record<string, Caller>>)[hook];
    if (caller === undefined) throw new Error(`Line ${this.#at}: there is no hook '${hook}'.`);
    return caller;
  }

  #without(hook: string, excluded: readonly string[]): Caller {
    return this.pm.subsetHookCaller(hook as never, excluded.map((name) => this.#known(name))) as unknown as Caller;
  }

  #known(name: string): object {
    const plugin = this.#plugins.get(name);
    if (plugin === undefined) throw new Error(`Line ${this.#at}: there is no plugin '${name}'.`);
    return plugin;
  }

  #begin(who: string, hook: string, needed: readonly string[], args: NamedArguments): void {
    this.#expect("in", who, hook);
    for (const name of needed) assertEquals(args[name], name);
  }

  *plain(who: string, hook: string, needed: readonly string[], args: NamedArguments): Steps<unknown> {
    this.#begin(who, hook, needed, args);
    const [kind, number] = (yield* this.#until("answers", "throws")) as [string, number | null];
    if (kind === "throws") throw this.#error(number!);
    return number === null ? null : this.#value(number);
  }

  *enter(who: string, hook: string, needed: readonly string[], args: NamedArguments): Steps {
    this.#begin(who, hook, needed, args);
    const [kind, number] = (yield* this.#until("yields", "throws")) as [string, number];
    if (kind === "throws") throw this.#error(number);
  }

  *given(who: string, inside: unknown): Steps<unknown> {
    this.#expect("given", who, this.#numbered(inside));
    return yield* this.#leave(inside);
  }

  *thrown(who: string, error: unknown): Steps<unknown> {
    this.#expect("thrown", who, this.#errorNumber(error));
    return yield* this.#leave(undefined);
  }

  *#leave(inside: unknown): Steps<unknown> {
    const [kind, outcome] = (yield* this.#until("returns", "throws")) as [string, Outcome | "same"];
    if (kind === "throws") throw this.#error(outcome as number);
    return outcome === "same" ? inside : this.#outcome(outcome);
  }

  *boxed(who: string, box: Box): Steps {
    if (box.failed) this.#expect("thrown", who, this.#errorNumber(box.exception));
    else this.#expect("given", who, this.#numbered(box.getResult()));
    const [kind, what, outcome] = (yield* this.#until("returns", "forces")) as [string, string, Outcome];
    if (kind === "returns") return;
    if (what === "error") box.forceException(this.#error(outcome as number));
    else box.forceResult(this.#outcome(outcome));
  }

  #value(number: number): object {
    return this.#remembered(this.#values, number, () => ({ value: number }));
  }

  #error(number: number): Error {
    return this.#remembered(this.#errors, number, () => new Error(`error ${number}`));
  }

  #remembered<T extends object>(map: Map<number, T>, number: number, make: () => T): T {
    const known = map.get(number) ?? make();
    map.set(number, known);
    this.#numbers.set(known, number);
    return known;
  }

  #errorNumber(error: unknown): number {
    const number = this.#numbers.get(error as object);
    if (number === undefined) throw error; // an assertion of ours
    return number;
  }

  #outcome(outcome: Outcome): unknown {
    if (outcome === null) return null;
    return typeof outcome === "number" ? this.#value(outcome) : outcome.map((number) => this.#value(number));
  }

  #numbered(outcome: unknown): unknown {
    if (outcome === undefined || outcome === null) return null;
    return Array.isArray(outcome) ? outcome.map((each) => this.#numbers.get(each)) : this.#numbers.get(outcome);
  }
}
