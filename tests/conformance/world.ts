import { type AnyCaller, hookspecMarker, PluginManager } from "@tenon/tenon";
import { byCodePoints, type Outcome } from "./encode.ts";
import { errorText } from "./errors.ts";
import { Malformed } from "./parsers.ts";
import { extraFunction, makePlugin } from "./plugin.ts";
import type { Extra, Op, Scenario, Spec, Target } from "./scenario.ts";
import type { Fn, Stage } from "./stage.ts";
import type { AnyManager, Unused } from "./unused.ts";

/** Runs an operation: gives what it gives as JSON, or a promise of that, or throws. */
export type Perform = (world: World, op: Op) => unknown;

// Options that are only known at run time have no types for the marker to check.
const hookspec = hookspecMarker("conformance") as (options: object, fn: Fn) => Fn;

/** One scenario on its way: the manager, the plugins, what has happened, and what is kept from one operation to the next. */
export class World implements Stage {
  readonly manager: AnyManager;
  readonly isAsync: boolean;
  readonly unused: Unused;
  /** What happened since it was last taken. */
  #trace: unknown[] = [];
  /** Subset callers that are kept. */
  readonly subsets = new Map<string, AnyCaller>();
  /** What takes monitors and tracing away again. */
  readonly undos = new Map<string, () => void>();
  readonly #scenario: Scenario;
  readonly #perform: Perform;
  readonly #namespaces = new Map<string, object>();
  readonly #plugins = new Map<string, object>();
  readonly #idsOfPlugins = new Map<object, string>();
  readonly #idsOfFunctions = new Map<unknown, string>();
  readonly #inventedNames = new Map<string, string>();
  readonly #alternate = { plain: true, wrapper: true };
  readonly #ran = new Set<string>();
  #problem: Malformed | undefined;

  /** Takes the scenario, and what stands for its plugins if they are not to be made here. */
  constructor(
    scenario: Scenario,
    isAsync: boolean,
    perform: Perform,
    unused: Unused,
    standIns?: ReadonlyMap<string, object>,
  ) {
    this.#scenario = scenario;
    this.#perform = perform;
    this.isAsync = isAsync;
    this.unused = unused;
    const manager = new PluginManager<Record<string, Fn>>("conformance", undefined, {
      ...unused.manager,
      onWarning: ({ code, names, text, plugin, hook, error }) => {
        if (code === "missing-args") this.emit(["warn", code, names]);
        else if (code === "on-impl") this.emit(["warn", code, text]);
        else this.emit(["warn", code, this.shownName(plugin!), hook, errorText(error)]);
      },
    });
    this.manager = unused.use?.(manager) ?? manager;
    for (const definition of scenario.plugins) {
      const { id, canonical, impls } = definition;
      const plugin = standIns?.get(id) ?? makePlugin(this, definition, unused);
      this.#plugins.set(id, plugin);
      this.#idsOfPlugins.set(plugin, id);
      for (const { attr } of impls) this.#idsOfFunctions.set(Reflect.get(plugin, attr), `${id}.${attr}`);
      if (canonical) continue;
      this.#inventedNames.set(this.manager.getCanonicalName(plugin), `<auto:${id}>`);
    }
  }

  /** Gives the events so far, and begins anew. @throws {Malformed} If the scenario has been given up. */
  takeTrace(): readonly unknown[] {
    if (this.#problem !== undefined) throw this.#problem;
    const trace = this.#trace;
    this.#trace = [];
    return trace;
  }

  emit(event: readonly unknown[]): void {
    this.#trace.push(event);
  }

  alternate(kind: "plain" | "wrapper"): boolean {
    return this.#alternate[kind] = !this.#alternate[kind];
  }

  firstRun(id: string): boolean {
    return this.#ran.size < this.#ran.add(id).size;
  }

  attempt(op: Op): Outcome {
    try {
      return { value: this.#perform(this, op) };
    } catch (error) {
      return { error };
    }
  }

  async attemptLater(op: Op): Promise<Outcome> {
    try {
      return { value: await this.#perform(this, op) };
    } catch (error) {
      return { error };
    }
  }

  malformed(problem: string): never {
    // Kept, as a wrapper or a nested operation may catch the error.
    this.#problem ??= new Malformed(problem);
    throw this.#problem;
  }

  plugin(id: string): object {
    return this.#plugins.get(id) ?? this.malformed(`there is no plugin '${id}'`);
  }

  pluginId(plugin: object): string {
    return this.#idsOfPlugins.get(plugin) ?? "<unknown plugin>";
  }

  /** The id of a function that was marked as an impl or given as an extra. */
  functionId(fn: unknown): string {
    return this.#idsOfFunctions.get(fn) ?? "<unknown function>";
  }

  /** How outcomes show the name of a plugin: names that the manager invented are replaced. */
  shownName(name: string): string {
    return this.#inventedNames.get(name) ?? name;
  }

  /** The object with the specs of a namespace; made when it is first needed, as marking may fail. */
  namespace(id: string): object {
    const known = this.#namespaces.get(id);
    if (known !== undefined) return known;
    const { namespaces } = this.#scenario;
    if (!Object.hasOwn(namespaces, id)) this.malformed(`there is no namespace '${id}'`);
    const specs = namespaces[id]!.toSorted((a, b) => byCodePoints(a.hook, b.hook));
    const namespace = Object.fromEntries(specs.map((spec) => [spec.hook, this.#makeSpec(spec)]));
    this.#namespaces.set(id, namespace);
    return namespace;
  }

  /** The hook caller that an operation is for. */
  caller({ hook, exclude, subset }: Target): AnyCaller {
    if (subset !== undefined) return this.subsets.get(subset) ?? this.malformed(`there is no subset '${subset}'`);
    if (exclude !== undefined) return this.subset(hook!, exclude);
    const callers = this.manager.hook as Readonly<Record<string, AnyCaller>>;
    // A name that every object has, such as `toString`, is not refused by the relay, but it is by `subsetHookCaller`.
    return callers[hook!] ?? this.subset(hook!, []);
  }

  /** A caller of a hook without some plugins. */
  subset(hook: string, exclude: readonly string[]): AnyCaller {
    const plugins = exclude.map((id) => this.plugin(id));
    return this.manager.subsetHookCaller(hook, plugins) as AnyCaller;
  }

  /** Makes the function of an extra. */
  extra(definition: Extra): Fn {
    const id = `extra:${definition.id}`;
    const fn = extraFunction(this, id, definition, this.unused);
    this.#idsOfFunctions.set(fn, id);
    return fn;
  }

  #makeSpec({ hook: _, warn_on_impl, warn_on_impl_args, defaults, ...options }: Spec): Fn {
    const given = {
      ...options,
      ...(warn_on_impl === undefined ? {} : { warn_on_impl }),
      ...(warn_on_impl_args === undefined ? {} : { warn_on_impl_args }),
      ...(defaults === undefined ? {} : { defaults }),
      ...(this.isAsync ? { async: true } : {}),
    };
    return hookspec(this.unused.spec?.(given) ?? given, () => {});
  }
}
