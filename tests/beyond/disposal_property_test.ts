import { assert, assertEquals } from "@std/assert";
import type { PluginManager, Registration } from "@tenon/tenon";
import * as fc from "fast-check";
import { hookimpl, type HostSpec, makeHost, namesOf } from "./host_spec.ts";

const kinds = ["none", "sync", "async", "throws", "rejects"] as const;

interface Making {
  readonly kind: typeof kinds[number];
  /** Whether it answers calls only when the gate is open. */
  readonly slow: boolean;
}

/** A plugin that counts how often it is disposed of. */
class Subject {
  disposed = 0;
  readonly kind: Making["kind"];
  readonly #gate: Promise<void> | undefined;

  constructor({ kind, slow }: Making, gate: Promise<void>) {
    this.kind = kind;
    this.#gate = slow ? gate : undefined;
    const key = kind === "async" || kind === "rejects" ? Symbol.asyncDispose : Symbol.dispose;
    if (kind !== "none") Object.defineProperty(this, key, { value: () => this.#dispose() });
  }

  @hookimpl
  async ask(): Promise<string> {
    await this.#gate;
    return "answer";
  }

  @hookimpl
  async start(): Promise<string> {
    await undefined;
    return "started";
  }

  #dispose(): Promise<void> | void {
    this.disposed++;
    if (this.kind === "throws") throw new Error("thrown");
    if (this.kind === "async") return Promise.resolve();
    if (this.kind === "rejects") return Promise.reject(new Error("rejected"));
  }
}

interface Step {
  readonly do: "register" | "replace" | "hold" | "unregister" | "end" | "scope" | "call" | "remember" | "close";
  readonly manager: number;
  readonly subject: number;
  readonly name: string;
}

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom<Step["do"]>(
    ...["register", "register", "register", "replace", "replace", "hold"] as const,
    ...["unregister", "end", "scope", "call", "call", "remember", "close"] as const,
  ),
  manager: fc.nat(3),
  subject: fc.nat(9),
  name: fc.constantFrom("a", "b", "c"),
});
const makings = fc.array(fc.record({ kind: fc.constantFrom(...kinds), slow: fc.boolean() }), {
  minLength: 10,
  maxLength: 10,
});

/** A manager and its scopes, and what is known of the plugins in them. */
class World {
  readonly managers = [makeHost()];
  readonly plugins: readonly Subject[];
  /** The plugins that are registered, and where. */
  readonly owners = new Map<object, PluginManager<HostSpec>>();
  /** Those that are to be disposed of, or have been. */
  readonly due = new Set<object>();
  readonly #gate = Promise.withResolvers<void>();
  readonly #held: { registration: Registration; plugin: Subject; pm: PluginManager<HostSpec> }[] = [];
  readonly #calls: Promise<unknown>[] = [];

  constructor(makings: readonly Making[]) {
    this.plugins = makings.map((making) => new Subject(making, this.#gate.promise));
  }

  /** Does a step, and takes down what came of it. What is refused changes nothing. */
  async take(step: Step): Promise<void> {
    const pm = this.managers[step.manager % this.managers.length]!;
    const plugin = this.plugins[step.subject]!;
    const free = !this.owners.has(plugin) && !this.due.has(plugin);
    switch (step.do) {
      case "register":
        if (free && await pm.registerAsync(plugin, step.name) !== null) this.owners.set(plugin, pm);
        break;
      case "replace":
        if (free) {
          this.#leaves(await pm.replace(step.name, plugin));
          this.owners.set(plugin, pm);
        }
        break;
      case "hold":
        if (!free) break;
        this.#held.push({ registration: pm.registration(plugin, step.name), plugin, pm });
        this.owners.set(plugin, pm);
        break;
      case "end":
        await this.#end();
        break;
      case "unregister":
        this.owners.delete(pm.unregister(null, step.name) ?? pm);
        break;
      case "scope":
        this.managers.push(pm.scope());
        break;
      case "call":
        this.#calls.push(pm.hook.ask({}));
        break;
      case "remember":
        await pm.hook.start.callHistoric({ key: "k" });
        break;
      case "close":
        await this.#close(pm);
    }
  }

  /** Lets all calls end, and closes all managers. */
  async end(): Promise<void> {
    this.#gate.resolve();
    await Promise.all(this.#calls);
    for (const pm of this.managers.toReversed()) await this.#close(pm).catch(() => {});
  }

  async #end(): Promise<void> {
    const held = this.#held.pop();
    await held?.registration[Symbol.asyncDispose]();
    if (held && !held.pm.isRegistered(held.plugin)) this.owners.delete(held.plugin);
  }

  async #close(pm: PluginManager<HostSpec>): Promise<void> {
    for (const [plugin, owner] of this.owners) if (owner === pm) this.#leaves(plugin);
    // A plugin that was replaced is waited for, and so are the calls that keep it.
    this.#gate.resolve();
    await pm.close();
  }

  #leaves(plugin: object): void {
    this.owners.delete(plugin);
    this.due.add(plugin);
  }
}

Deno.test("what closing or replacing takes out is disposed of exactly once, and nothing else is", async () => {
  await fc.assert(
    fc.asyncProperty(makings, fc.array(step, { maxLength: 40 }), async (makings, steps) => {
      const world = new World(makings);
      for (const step of steps) await world.take(step).catch(() => {});
      await world.end();
      for (const plugin of world.plugins) {
        assertEquals(plugin.disposed, world.due.has(plugin) && plugin.kind !== "none" ? 1 : 0, plugin.kind);
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("when all happens at once, nothing is disposed of twice, and nothing is left after closing", async () => {
  await fc.assert(
    fc.asyncProperty(makings, fc.array(step, { maxLength: 40 }), async (makings, steps) => {
      const world = new World(makings);
      // Who brings a plugin back that is being disposed of has it disposed of again: each has one chance.
      const tried = new Set<number>();
      const outcomes: Promise<void>[] = [];
      for (const step of steps) {
        const enters = step.do === "register" || step.do === "replace" || step.do === "hold";
        if (enters && tried.has(step.subject)) continue;
        if (enters) tried.add(step.subject);
        outcomes.push(world.take(step).catch(() => {}));
      }
      await Promise.all([...outcomes, world.end()]);
      for (const pm of world.managers) assertEquals(namesOf(pm), []);
      for (const { disposed } of world.plugins) assert(disposed <= 1, `disposed of ${disposed} times`);
    }),
    { numRuns: 300 },
  );
});
