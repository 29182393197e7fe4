import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { PluginLoadError } from "@tenon/tenon";
import { resolveSpecifier } from "../../src/load/specifier.ts";
import { demo, failure, moduleText, PluginFolder, standaloneText, states } from "./support.ts";

const base = new URL("file:///srv/host/plugins.jsonc");

Deno.test("relative paths are relative to the manifest", () => {
  assertEquals(resolveSpecifier("./a.ts", base, "p"), "file:///srv/host/a.ts");
  assertEquals(resolveSpecifier("../a.ts", base, "p"), "file:///srv/a.ts");
  assertEquals(resolveSpecifier(".\\plugins\\a.ts", base, "p"), "file:///srv/host/plugins/a.ts");
  assertEquals(resolveSpecifier("./a.ts", new URL("https://example.com/x/y.json"), "p"), "https://example.com/x/a.ts");
});

Deno.test("absolute paths need no manifest to be relative to", () => {
  assertEquals(resolveSpecifier("/opt/a.ts", undefined, "p"), "file:///opt/a.ts");
  assertEquals(resolveSpecifier("C:\\plugins\\a.ts", undefined, "p"), "file:///C:/plugins/a.ts");
});

Deno.test("what has a scheme, and names for the import map, stay as they are", () => {
  for (
    const specifier of ["jsr:@a/b@^1", "npm:a", "https://example.com/a.ts", "file:///a.ts", "node:fs", "a", "@a/b/c"]
  ) {
    assertEquals(resolveSpecifier(specifier, base, "p"), specifier);
  }
});

Deno.test("an unknown scheme is refused, naming the plugin", () => {
  const error = assertThrows(() => resolveSpecifier("ftp://example.com/a.ts", base, "p"), PluginLoadError);
  assertEquals([error.stage, error.code, error.plugin, error.source], [
    "resolve",
    "unknown-scheme",
    "p",
    "ftp://example.com/a.ts",
  ]);
  assertStringIncludes(error.message, "modules cannot be loaded from 'ftp:'");
});

Deno.test("plugins are loaded from relative and absolute paths, with blanks and other letters, and from URLs", async () => {
  using folder = new PluginFolder();
  const text = (word: string) => moduleText(`export default { say: hookimpl(() => "${word}") };`);
  const absolute = folder.write("absolute.ts", text("absolute"));
  folder.write("sub folder/ü é.ts", text("letters"));
  const file = new URL(`file://${folder.write("file.ts", text("file"))}`).href;
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    const headers = { "content-type": "text/javascript" };
    return new Response(standaloneText("export const say = hookimpl(() => 'http');"), { headers });
  });
  const pm = demo();
  const report = await folder.load(pm, {
    relative: folder.plugin("plugins/relative.ts", `export const say = hookimpl(() => "relative");`),
    absolute,
    letters: "./sub folder/ü é.ts",
    file,
    http: `http://127.0.0.1:${server.addr.port}/plugin.js`,
    data: `data:text/javascript,${encodeURIComponent("export default {}")}`,
  });
  assertEquals(report.failed, []);
  assertEquals(pm.hook.say({ to: "" }), ["http", "file", "letters", "absolute", "relative"]);
});

Deno.test("a manifest in a file is the base of its paths", async () => {
  using folder = new PluginFolder();
  folder.plugin("plugins/a.ts", "export const say = hookimpl(() => 'file');");
  const path = folder.write(
    "plugins/plugins.jsonc",
    `{ "plugins": { "a": { "from": "./a.ts", "permissions": "inherit" } } } // by hand`,
  );
  const pm = demo();
  const report = await pm.load(path);
  assertEquals([states(report), report.manifest], [{ a: "loaded" }, new URL(`file://${path}`).href]);
  assertEquals(report.plugins[0]!.position, { line: 1, column: 16 });
  assertEquals(pm.hook.say({ to: "" }), ["file"]);
});

Deno.test("a relative path in a manifest that is an object needs a base", async () => {
  const plugins = { p: { from: "./p.ts", permissions: "inherit" as const } };
  const [line] = (await demo().load({ plugins })).plugins;
  assertEquals(failure(line!), "resolve no-base");
  assertEquals(line!.error!.hint, "Give load the option base: import.meta.url.");
});
