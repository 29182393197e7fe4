import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { LockError, PluginLoadError, writeLockModule } from "@tenon/tenon";
import fc from "fast-check";
import { lockText, readLockText } from "../../../src/load/lock/module.ts";
import { relativeUrl } from "../../../src/load/lock/relative_url.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { LockFolder, says } from "./support.ts";

Deno.test("a lock module imports all that the manifest names, in its order, by literal specifiers", async () => {
  using folder = new LockFolder();
  folder.manifest({
    local: "./plugins/local.ts",
    jsr: "jsr:@acme/words@^1/extra",
    npm: "npm:words@2",
    url: "https://example.com/words.ts",
    name: "words",
    isolated: { from: "./isolated.ts", permissions: "none" },
  });
  const { url, plugins, changed } = await folder.lock();
  assertEquals([url, changed], [`file://${folder.path}/plugins.lock.ts`, true]);
  assertEquals(plugins.map(({ name }) => name), ["local", "jsr", "npm", "url", "name", "isolated"]);
  assertEquals([...folder.text.matchAll(/import\("(.*?)"\)/g)].map(([, specifier]) => specifier), [
    "./plugins/local.ts",
    "jsr:@acme/words@^1/extra",
    "npm:words@2",
    "https://example.com/words.ts",
    "words",
    "./isolated.ts",
  ]);
});

Deno.test("what is switched off is not in a lock module", async () => {
  using folder = new LockFolder();
  folder.manifest({ on: "./on.ts", off: { from: "./off.ts", enabled: false } });
  assertEquals((await folder.lock()).plugins, [{ name: "on", from: "./on.ts" }]);
});

Deno.test("no plugin's code runs when a lock module is written", async () => {
  using folder = new LockFolder();
  folder.write("loud.ts", "globalThis.heard = true; throw new Error('it ran');");
  folder.manifest({ loud: "./loud.ts" });
  await folder.lock();
  assertEquals(Reflect.get(globalThis, "heard"), undefined);
});

Deno.test("a lock module that needs no change is left as it is", async () => {
  using folder = new LockFolder();
  folder.manifest({ a: "./a.ts" });
  assertEquals((await folder.lock()).changed, true);
  const before = Deno.statSync(`${folder.path}/plugins.lock.ts`).ino;
  assertEquals((await folder.lock()).changed, false);
  assertEquals(Deno.statSync(`${folder.path}/plugins.lock.ts`).ino, before);
  folder.manifest({ b: "./b.ts" });
  assertEquals((await folder.lock()).changed, true);
  assertEquals([...Deno.readDirSync(folder.path)].map(({ name }) => name).sort(), ["plugins.jsonc", "plugins.lock.ts"]);
});

Deno.test("a lock module can be written elsewhere, and imports local plugins from there", async () => {
  using folder = new LockFolder();
  folder.manifest({ a: "./plugins/a.ts", b: "./b.ts" });
  Deno.mkdirSync(`${folder.path}/plugins/made`, { recursive: true });
  await folder.lock({ to: `${folder.path}/plugins/made/lock.ts` });
  const text = Deno.readTextFileSync(`${folder.path}/plugins/made/lock.ts`);
  assertStringIncludes(text, 'import("../a.ts")');
  assertStringIncludes(text, 'import("../../b.ts")');
});

Deno.test("another file in the place of a lock module stays, and nothing else is left behind", async () => {
  using folder = new LockFolder();
  folder.manifest({ a: "./a.ts" });
  folder.write("plugins.lock.ts", "// mine");
  const error = await assertRejects(() => folder.lock(), LockError, "another file is there");
  assertEquals([error.code, folder.text], ["not-ours", "// mine"]);
});

Deno.test("a lock module whose folder is not there cannot be written", async () => {
  using folder = new LockFolder();
  folder.manifest({ a: "./a.ts" });
  const error = await assertRejects(() => folder.lock({ to: `${folder.path}/gone/lock.ts` }), LockError);
  assertEquals(error.code, "unwritable");
});

Deno.test("a lock module without a place cannot be written", async () => {
  const options = { project: "demo", discover: false };
  const manifest = { plugins: { a: "npm:a" } };
  assertEquals((await assertRejects(() => writeLockModule(manifest, options), LockError)).code, "no-place");
  const remote = { ...options, to: "https://example.com/lock.ts" };
  const error = await assertRejects(() => writeLockModule(manifest, remote), LockError, "it must be a local file");
  assertEquals(error.code, "no-place");
});

Deno.test("a path in a manifest that is relative to nothing cannot be locked", async () => {
  using folder = new TempFolder();
  const options = { project: "demo", discover: false, to: `${folder.path}/lock.ts` };
  const error = await assertRejects(() => writeLockModule({ plugins: { a: "./a.ts" } }, options), PluginLoadError);
  assertEquals(error.code, "no-base");
});

Deno.test("of a manifest that was fetched, paths are on its server, and files of this machine are refused", async () => {
  let from = "./a.ts";
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    return Response.json({ plugins: { a: from } });
  });
  using folder = new TempFolder();
  const options = { project: "demo", discover: false, to: `${folder.path}/plugins.lock.ts` };
  const manifest = new URL(`http://127.0.0.1:${server.addr.port}/sub/plugins.json`);
  await writeLockModule(manifest, options);
  const text = Deno.readTextFileSync(options.to);
  assertStringIncludes(text, `import("http://127.0.0.1:${server.addr.port}/sub/a.ts")`);
  from = "file:///etc/passwd";
  const error = await assertRejects(() => writeLockModule(manifest, options), PluginLoadError);
  assertEquals([error.code, Deno.readTextFileSync(options.to)], ["local-from-elsewhere", text]);
});

Deno.test("whatever names and specifiers are, a lock module is data with imports, and says what it was given", async () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom('");evil("', "`${evil}`", "*/ evil /*", "\n//", "\u2028evil", "</script>", "\\", "__proto__"),
  );
  const line = fc.record({ name: text, from: text, found: text, target: text });
  const property = fc.asyncProperty(text, fc.array(line, { maxLength: 4 }), async (project, lines) => {
    const madeFrom = { manifest: "sha256-0" };
    const written = lockText(project, madeFrom, lines);
    assertEquals(readLockText(written), { format: 1, project, madeFrom });
    const module = await import(`data:text/typescript,${encodeURIComponent(written.toWellFormed())}`);
    assertEquals(module.project, project);
    assert(module.plugins.length === lines.length);
    for (const [index, { name, from, found }] of lines.entries()) {
      const { load, ...plugin } = module.plugins[index];
      assertEquals([typeof load, plugin], ["function", { name, from, found }]);
    }
  });
  await fc.assert(property, { numRuns: 30 });
});

Deno.test("a text that is no lock module, or was cut off, is not taken for one", () => {
  const written = lockText("demo", { manifest: "sha256-0" }, []);
  for (const text of ["", "export const format = 1;", written.replace(/madeFrom.*/, ""), written.slice(0, 250)]) {
    assertEquals(readLockText(text), undefined, text);
  }
  const property = fc.property(fc.string(), (text) => readLockText(text) === undefined);
  fc.assert(property, { numRuns: 200 });
});

Deno.test("one file imports another by a path that leads there", () => {
  const segment = fc.constantFrom("a", "b", "c d", "%23", "é", "c:", "..x", "");
  const path = fc.array(segment, { maxLength: 5 }).map((segments) => new URL(`file:///${segments.join("/")}`));
  fc.assert(
    fc.property(path, path, (importer, imported) => {
      const specifier = relativeUrl(importer, imported);
      assertEquals(new URL(specifier, importer).href, imported.href, specifier);
    }),
    { numRuns: 1000 },
  );
  const urls = ["file:///a/b/lock.ts", "file:///a/c/p.ts?x#y"].map((url) => new URL(url));
  assertEquals(relativeUrl(urls[0]!, urls[1]!), "../c/p.ts?x#y");
  assertEquals(relativeUrl(urls[0]!, new URL("file://server/a/p.ts")), "file://server/a/p.ts");
  assertEquals(relativeUrl(new URL("file:///C:/a/lock.ts"), new URL("file:///D:/a/p.ts")), "file:///D:/a/p.ts");
});

Deno.test("a lock module type-checks, also where the host's settings are strict", async () => {
  using folder = new LockFolder();
  folder.plugin("a.ts", "export default {};");
  folder.manifest({ a: "./a.ts" });
  await folder.lock();
  const { code, stderr } = await folder.host({ lock: true, flags: ["-A", "--check"] });
  assertEquals(code, 0, stderr);
});

Deno.test("a manifest may be left out", async () => {
  using folder = new TempFolder();
  const written = await writeLockModule(undefined, {
    project: "demo",
    discover: false,
    to: `${folder.path}/plugins.lock.ts`,
  });
  assertEquals(written.plugins, []);
  assert(says("x").length > 0);
});
