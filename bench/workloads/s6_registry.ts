import { liveBytes } from "../heap.ts";
import { type Contender, measure } from "../measure.ts";
import {
  eventemitter3Registry,
  hookableRegistry,
  HOOKS,
  type Registry,
  type RegistryKind,
  tapableRegistry,
  tenonRegistry,
} from "../engines/registries.ts";
import type { CaseResult, Target } from "../results.ts";
import type { RunOptions, Workload } from "../workload.ts";

const kinds = [tenonRegistry, tapableRegistry, eventemitter3Registry, hookableRegistry];

/** Makes a contender of each kind, with the targets for Tenon. */
function contenders(
  of: readonly RegistryKind[],
  plugins: number,
  targets: readonly Target[],
  sample: (kind: RegistryKind, start: () => Registry) => number,
): Contender[] {
  return of.map((kind) => {
    const { name, role, leavesOut } = kind;
    const start = kind.prepare(plugins);
    return {
      name,
      role,
      ...(leavesOut === undefined ? {} : { leavesOut }),
      targets: role === "tenon" ? targets : [],
      sample: () => sample(kind, start),
    };
  });
}

/** Runs `action` for each number below `count`; gives how many microseconds each took. */
function each(count: number, action: (i: number) => void): number {
  const start = performance.now();
  for (let i = 0; i < count; i++) action(i);
  return (performance.now() - start) * 1e3 / count;
}

function filled(start: () => Registry, count: number): Registry {
  const registry = start();
  for (let i = 0; i < count; i++) registry.add(i);
  return registry;
}

/** Adding and removing plugins. */
export const registry: Workload = {
  id: "S6",
  title: "Plugins of 5 hooks, registered and unregistered",
  about:
    "There are 10,000 plugins, objects that exist already. Where removing one takes as long as there are plugins, only the first 100 or " +
    "1,000 removals are measured.",
  async run({ quick, rounds: most }: RunOptions) {
    const [few, many] = quick ? [100, 1_000] : [1_000, 10_000];
    const rounds = quick ? 3 : Math.min(most, 15);
    const removing = kinds.filter(({ removals }) => removals !== 0);
    const startFew = tenonRegistry.prepare(few);
    const startMany = tenonRegistry.prepare(many);
    const nameOf = (plugins: number) => `Tenon, ${plugins.toLocaleString("en")} plugins`;
    const cases: CaseResult[] = [
      await measure({
        name: "register",
        unit: "µs/plugin",
        baseline: null,
        rounds,
        contenders: contenders(kinds, many, [{ max: 1.2 }], (_, start) => {
          const empty = start();
          return each(many, (i) => empty.add(i));
        }),
      }),
      await measure({
        name: "unregister",
        unit: "µs/plugin",
        baseline: null,
        rounds,
        contenders: contenders(removing, many, [{ max: 0.6 }], ({ removals = many }, start) => {
          const full = filled(start, many);
          return each(removals, (i) => full.remove(i));
        }),
      }),
      await measure({
        name: "first call of each of the 5 hooks",
        unit: "µs/impl",
        baseline: null,
        rounds,
        contenders: contenders(kinds.filter(({ name }) => name !== "tapable"), many, [], (_, start) => {
          const full = filled(start, many);
          return each(1, () => full.call()) / many / HOOKS.length;
        }),
      }),
      await measure({
        name: "register, by the number of plugins",
        unit: "µs/plugin",
        baseline: nameOf(few),
        rounds,
        contenders: [
          {
            name: nameOf(few),
            role: "tenon",
            sample() {
              const empty = Array.from({ length: many / few }, startFew);
              return each(many, (i) => empty[Math.floor(i / few)]!.add(i % few));
            },
          },
          {
            name: nameOf(many),
            role: "tenon",
            targets: [{ of: nameOf(few), max: 1.25 }],
            sample() {
              const empty = startMany();
              return each(many, (i) => empty.add(i));
            },
          },
        ],
      }),
      // Last, as it collects garbage.
      await measure({
        name: "memory",
        unit: "bytes/impl",
        baseline: null,
        rounds: quick ? 1 : 3,
        contenders: contenders(kinds, many, [{ max: 90 }], (_, start) => {
          const before = liveBytes();
          const full = filled(start, many);
          const after = liveBytes();
          // Used after it was measured, or it might have been collected before.
          full.remove(0);
          return (after - before) / many / HOOKS.length;
        }),
      }),
    ];
    return cases;
  },
};
