import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { LoadReport, PluginLoadError, TenonError } from "@tenon/tenon";
import { demo, PluginFolder } from "./support.ts";

Deno.test("the report says of each plugin what became of it", async () => {
  using folder = new PluginFolder();
  const report = await folder.load(demo(), {
    good: folder.plugin("good.ts", "export const say = hookimpl(() => 1);\nexport const find = hookimpl(() => null);"),
    off: { from: "./off.ts", enabled: false },
    bad: "./bad.ts",
  });
  assertInstanceOf(report, LoadReport);
  assertEquals([report.ok, report.failed.map(({ name }) => name)], [false, ["bad"]]);
  assertEquals(report.manifest, `file://${folder.path}/`);
  const [good, off, bad] = report.plugins;
  const { importMs, totalMs, ...rest } = good!;
  assertEquals(rest, {
    name: "good",
    specifier: "./good.ts",
    found: "manifest",
    position: undefined,
    state: "loaded",
    isolation: "host",
    grant: "inherit",
    wanted: undefined,
    missing: [],
    needed: undefined,
    hooks: ["say", "find"],
    error: undefined,
    note: undefined,
  });
  assert(importMs > 0 && totalMs >= importMs && report.totalMs >= totalMs);
  assertEquals([off!.state, off!.isolation, off!.hooks, off!.totalMs], ["disabled", undefined, [], 0]);
  assertInstanceOf(bad!.error, PluginLoadError);
  assertInstanceOf(bad!.error, TenonError);
  assertEquals([bad!.state, bad!.error!.stage, bad!.error!.plugin, bad!.error!.source], [
    "failed",
    "import",
    "bad",
    "./bad.ts",
  ]);
  assert(bad!.importMs > 0);
});

Deno.test("as text, the report is a table, and below it what went wrong and what to do about it", async () => {
  using folder = new PluginFolder();
  const pm = demo();
  pm.setBlocked("blocked");
  const report = await folder.load(pm, {
    good: folder.plugin("good.ts", "export const say = hookimpl(() => 1);"),
    idle: folder.plugin("idle.ts", "export default {};"),
    off: { from: "jsr:@acme/off", enabled: false },
    blocked: "./blocked.ts",
    bad: "./bad.ts",
  });
  const text = report.toString().replace(/\d+\.\d ms/g, "1.0 ms").replaceAll(folder.path, "");
  assertEquals(
    text.replace(/ms +\.\//g, "ms  ./").replace(/time +from/, "time    from").replace(/- +- +- +/g, "-  -  -  "),
    [
      "plugin   state     runs in  may      time    from           hooks",
      "good     loaded    host     inherit  1.0 ms  ./good.ts      say",
      "idle     loaded    host     inherit  1.0 ms  ./idle.ts      -",
      "off      disabled  -  -  -  jsr:@acme/off  -",
      "blocked  blocked   -  -  -  ./blocked.ts   -",
      "bad      failed    -  -  -  ./bad.ts       -",
      "idle: it has no impl of any hook of 'demo'. Are its members marked with hookimpl?",
      `bad: Cannot import plugin 'bad' from ./bad.ts: Module not found "file:///bad.ts".`,
      "  Is the path right? Paths are relative to the manifest.",
    ].join("\n"),
  );
});

Deno.test("a report without plugins says so", async () => {
  assertEquals((await demo().load({ plugins: {} })).toString(), "no plugins");
});

Deno.test("nothing in the text of a report can command a terminal, or forge a line", async () => {
  using folder = new PluginFolder();
  const report = await folder.load(demo(), {
    "a\nb": folder.plugin("a.ts", "throw new Error('\\x1b[2J');"),
    "c\x1b[31m\u202e": { from: "./c\r.ts", enabled: false },
  });
  const text = report.toString();
  assertEquals(/[^\P{C}\n]/u.test(text), false, JSON.stringify(text));
  assertEquals(text.split("\n").filter((line) => line.startsWith("b")).length, 0, text);
});

Deno.test("a plugin without impls gets a note, one that is for another project is told so", async () => {
  using folder = new PluginFolder();
  assertEquals(
    (await folder.loadOne("export const say = () => 1;")).note,
    "it has no impl of any hook of 'demo'. Are its members marked with hookimpl?",
  );
  using other = new PluginFolder();
  assertEquals(
    (await other.loadOne("export const say = hookimplMarker('other')(() => 1);")).note,
    "it has impls for 'other', but none for 'demo'.",
  );
});
