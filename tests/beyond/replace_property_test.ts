import { assert, assertEquals } from "@std/assert";
import type { PluginManager } from "@tenon/tenon";
import * as fc from "fast-check";
import { hookimpl, type HostSpec, makeHost } from "./host_spec.ts";

const names = ["a", "b", "c", "d"];
const CALLS = 1000;

/** Numbers below a bound, the same ones for the same seed. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await undefined;
}

/** One of the plugins that had a name, one after another. */
class Generation {
  readonly id: string;
  disposed = 0;
  readonly calls: string[] = [];
  readonly heard: string[] = [];
  readonly #pause: () => number;

  constructor(id: string, pause: () => number) {
    this.id = id;
    this.#pause = pause;
  }

  @hookimpl
  async ask({ word }: { word?: string }): Promise<string> {
    this.calls.push(word!);
    await turns(this.#pause());
    assertEquals(this.disposed, 0, `${this.id} answers when it has been disposed of`);
    return this.id;
  }

  @hookimpl
  say({ word }: { word?: string }): string {
    this.calls.push(word!);
    assertEquals(this.disposed, 0, `${this.id} answers when it has been disposed of`);
    return this.id;
  }

  @hookimpl
  async start({ key }: { key: string }): Promise<string> {
    this.heard.push(key);
    await turns(this.#pause());
    return this.id;
  }

  @hookimpl({ wrapper: true, specname: "ask" })
  async *wrap(): AsyncGenerator<void, string[], string[]> {
    await turns(this.#pause());
    const answers = yield;
    await turns(this.#pause());
    return answers;
  }

  [Symbol.dispose](): void {
    this.disposed++;
  }
}

/** The ids that a call which begins now must be answered by, in call order. */
function answering(pm: PluginManager<HostSpec>): string[] {
  return names.toReversed().map((name) => (pm.getPlugin(name) as Generation).id);
}

/** Replaces plugins at random during a thousand calls, and checks each of the answers. */
async function check(seed: number): Promise<void> {
  const pick = random(seed);
  const pm = makeHost();
  const scope = pm.scope();
  const all: Generation[] = [];
  const make = (name: string): Generation => {
    const made = new Generation(`${name}${all.length}`, () => pick(4));
    all.push(made);
    return made;
  };
  for (const name of names) pm.register(make(name), name);
  const work: Promise<unknown>[] = [];
  const keys: string[] = [];
  for (let i = 0; i < CALLS; i++) {
    const manager = pick(2) === 0 ? pm : scope;
    const expected = answering(pm);
    if (pick(3) === 0) assertEquals(manager.hook.say({ word: `${i}` }), expected);
    else work.push(manager.hook.ask({ word: `${i}` }).then((answers) => assertEquals(answers, expected)));
    if (pick(25) === 0) {
      keys.push(`${i}`);
      work.push(pm.hook.start.callHistoric({ key: `${i}` }));
    }
    if (pick(4) === 0) {
      const name = names[pick(names.length)]!;
      // Of two at once, one is refused.
      work.push(pm.replace(name, make(name)).catch((error) => assertEquals(error.code, "not-registered")));
    }
    await turns(pick(5));
  }
  await Promise.all(work);

  const calls = all.flatMap(({ calls, id }) => calls.map((call) => `${call} ${id[0]}`));
  assertEquals(calls.length, CALLS * names.length);
  assertEquals(new Set(calls).size, calls.length);
  const alive = names.map((name) => pm.getPlugin(name) as Generation);
  for (const { heard, id } of alive) assertEquals(heard.toSorted(), keys.toSorted(), id);
  await pm.close();
  const replaced = all.filter(({ disposed }) => disposed === 1).length - alive.length;
  assert(replaced > 50, `only ${replaced} were replaced`);
  for (const { disposed, calls, id } of all) assert(disposed === 1 || (disposed === 0 && calls.length === 0), id);
}

Deno.test("no call is lost while plugins are replaced at random during a thousand calls", async () => {
  await fc.assert(fc.asyncProperty(fc.nat(), check), { numRuns: 15 });
});
