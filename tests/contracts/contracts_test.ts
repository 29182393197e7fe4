import { assertEquals } from "@std/assert";
import { hookimplMarker, PluginManager } from "@tenon/tenon";
import { kedroSpecs } from "./kedro/specs.ts";
import { PytestSpec } from "./pytest/specs.ts";
import { readLog, type SpecLine } from "./log.ts";
import { ToxSpec } from "./tox/specs.ts";

const contracts = {
  pytest: { specs: [PytestSpec], hooks: 52 },
  tox: { specs: [ToxSpec], hooks: 9 },
  kedro: { specs: kedroSpecs, hooks: 12 },
};

for (const [project, { specs, hooks }] of Object.entries(contracts)) {
  Deno.test(`the specs of ${project} have the names, arguments and options that it declares itself`, () => {
    const lines = readLog(project).filter(([kind]) => kind === "specs").slice(0, specs.length);
    const declared = lines.flatMap(([, specs]) => specs as readonly SpecLine[]);
    assertEquals(declared.length, hooks);

    const pm = new PluginManager(project);
    for (const each of specs) pm.addHookspecs(each);
    // An impl of each hook, so that the manager can be asked for the callers of all.
    const hookimpl = hookimplMarker(project);
    const plugin = Object.fromEntries(declared.map(([hook]) => [hook, hookimpl({}, (() => {}) as never)]));
    pm.register(plugin, "all");
    pm.checkPending();

    const transcribed = pm.getHookcallers(plugin)!.map(({ name, spec }): SpecLine => {
      const { args, firstresult, historic } = spec!.opts;
      return [name, args!, { ...(firstresult && { firstresult }), ...(historic && { historic }) }];
    });
    const byName = (lines: readonly SpecLine[]) => lines.toSorted(([a], [b]) => a < b ? -1 : 1);
    assertEquals(byName(transcribed), byName(declared));
    for (const each of specs) {
      assertEquals(hooksOf(each).filter((hook) => !declared.some(([name]) => name === hook)), []);
    }
  });
}

function hooksOf(spec: object): string[] {
  const { prototype } = spec as { prototype: object };
  return Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor");
}
