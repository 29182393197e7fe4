import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { EntryInput, PluginState } from "@tenon/tenon";
import { demo, PluginFolder } from "./support.ts";

/** A kind of plugin: its module (none if it is missing), what its entry says, and how it must end. */
interface Kind {
  readonly body?: (word: string) => string;
  readonly entry?: Partial<EntryInput>;
  readonly state: PluginState;
  readonly failure?: string;
}

const says = (word: string) => `say: hookimpl(() => "${word}")`;
const hangs = "new Promise(() => {})";

const kinds: Readonly<Record<string, Kind>> = {
  object: { body: (word) => `export default { ${says(word)} };`, state: "loaded" },
  module: { body: (word) => `export const say = hookimpl(() => "${word}");`, state: "loaded" },
  function: { body: (word) => `export default async () => ({ ${says(word)} });`, state: "loaded" },
  class: {
    body: () =>
      `export default class { constructor({ word }) { this.word = word } @hookimpl say() { return this.word } }`,
    state: "loaded",
  },
  throwing: { body: () => "throw Object.create(null);", state: "failed", failure: "import import-failed" },
  missing: { state: "failed", failure: "import import-failed" },
  syntax: { body: () => "export default {", state: "failed", failure: "import import-failed" },
  hanging: {
    body: () => `export default () => ${hangs};`,
    entry: { timeoutMs: 50 },
    state: "failed",
    failure: "timeout",
  },
  constructing: {
    body: () => "export default class { constructor() { throw null; } }",
    state: "failed",
    failure: "create create-failed",
  },
  nothing: { body: () => "export default () => {};", state: "failed", failure: "create no-plugin" },
  wrong: { body: () => "export default 5;", state: "failed", failure: "create no-plugin" },
  misspelt: { body: () => "export const sya = hookimpl(() => 1);", state: "failed", failure: "register unknown-hook" },
  misfit: { body: () => "export const say = hookimpl(async () => 1);", state: "failed", failure: "register " },
  disabled: { body: () => "throw 1;", entry: { enabled: false }, state: "disabled" },
  dangerous: {
    body: () => "throw 1;",
    entry: { permissions: { run: ["git"] } },
    state: "failed",
    failure: "grant dangerous",
  },
};

const name = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom("__proto__", "constructor", "then", "10", "2"))
  .filter((text) => /\S/.test(text));

Deno.test("property: every plugin ends as it must, in manifest order, and every good one can be called", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.tuple(name, fc.constantFrom(...Object.keys(kinds))), {
        selector: ([name]) => name,
        maxLength: 12,
      }),
      async (chosen) => {
        using folder = new PluginFolder();
        const entries = chosen.map(([name, kind], i) => {
          const { body, entry } = kinds[kind]!;
          if (body) folder.plugin(`${i}.ts`, body(`word ${i}`));
          const options = kind === "class" ? { options: { word: `word ${i}` } } : {};
          const full = { from: `./${i}.ts`, permissions: "inherit", ...options, ...entry };
          return `${JSON.stringify(name)}: ${JSON.stringify(full)}`;
        });
        // As a text, in which every name keeps its place.
        const manifest = folder.write("plugins.jsonc", `{ "plugins": { ${entries.join(", ")} } }`);
        const pm = demo();
        const report = await pm.load(manifest);

        assertEquals(
          report.plugins.map(({ name, state }) => [name, state]),
          chosen.map(([name, kind]) => {
            return [name, kinds[kind]!.state];
          }),
        );
        for (const [i, { error }] of report.plugins.entries()) {
          const { failure } = kinds[chosen[i]![1]]!;
          const found = error && `${error.stage} ${error.code}`;
          assertEquals(
            failure === undefined ? found : found?.includes(failure),
            failure && true,
            `${found} ${failure}`,
          );
        }
        const good = chosen.flatMap(([, kind], i) => kinds[kind]!.state === "loaded" ? [`word ${i}`] : []);
        assertEquals(pm.hook.say({ to: "" }), good.reverse());
        assertEquals(pm.getPlugins().size, good.length);
        assertEquals(report.ok, report.failed.length === 0);
        // Whatever is in it, it can be shown.
        assertEquals(report.toString().length > 0, true);
      },
    ),
    { numRuns: 60 },
  );
});
