import { assertEquals, assertStringIncludes } from "@std/assert";
import { JsrRegistry } from "../support/jsr_registry.ts";
import { NpmRegistry } from "../support/npm_registry.ts";
import { TempFolder } from "../support/temp_folder.ts";
import { runHost } from "./host.ts";
import { standaloneText } from "./support.ts";

const says = (word: string) => standaloneText(`export default { say: hookimpl(() => "${word}") };`);
const then = "console.log(pm.hook.say({ to: '' }).join());";

Deno.test("plugins are loaded from JSR: newest, in a range, and by export", async () => {
  const exports = { ".": "./mod.ts", "./extra": "./extra.ts" };
  const files = (version: string) => ({ "/mod.ts": says(version), "/extra.ts": says(`extra ${version}`) });
  await using jsr = await JsrRegistry.start(
    { name: "@acme/words", version: "1.2.0", exports, files: files("1.2.0") },
    { name: "@acme/words", version: "2.0.0", exports, files: files("2.0.0") },
  );
  const result = await runHost(
    { newest: "jsr:@acme/words", range: "jsr:@acme/words@^1.0.0", extra: "jsr:@acme/words@2.0.0/extra" },
    { ownCache: true, env: jsr.env, then },
  );
  assertEquals([result.code, ...result.lines], [0, "extra 2.0.0,1.2.0,2.0.0"], result.stderr);
});

Deno.test("plugins are loaded from npm: ES modules, CommonJS, and CommonJS that was compiled from an ES module", async () => {
  await using npm = await NpmRegistry.start(
    "@acme",
    { name: "@acme/esm", json: { type: "module", exports: { ".": "./esm.js" } }, files: { "esm.js": says("esm") } },
    {
      name: "@acme/cjs",
      json: { main: "cjs.js" },
      files: { "cjs.js": standaloneText("module.exports = { say: hookimpl(() => 'cjs') };") },
    },
    {
      name: "@acme/compiled",
      json: { main: "index.js" },
      files: {
        "index.js": standaloneText(
          `Object.defineProperty(exports, "__esModule", { value: true });
          exports.default = class { constructor({ word }) { this.say = hookimpl(() => word); } };`,
        ),
      },
    },
  );
  const result = await runHost(
    {
      esm: "npm:@acme/esm@^1",
      cjs: "npm:@acme/cjs",
      compiled: { from: "npm:@acme/compiled@1.0.0", options: { word: "compiled" } },
    },
    { ownCache: true, files: { ".npmrc": npm.npmrc }, then },
  );
  assertEquals([result.code, ...result.lines], [0, "compiled,cjs,esm"], result.stderr);
});

Deno.test("plugins are loaded by the names of the host's import map", async () => {
  await using jsr = await JsrRegistry.start({ name: "@acme/words", files: { "/mod.ts": says("jsr") } });
  const result = await runHost({ words: "words", mine: "mine", under: "plugins/under.ts" }, {
    ownCache: true,
    env: jsr.env,
    imports: { words: "jsr:@acme/words@1", mine: "./mine.ts", "plugins/": "./sub/" },
    files: { "mine.ts": says("mine"), "sub/under.ts": says("under") },
    then,
  });
  assertEquals([result.code, ...result.lines], [0, "under,mine,jsr"], result.stderr);
});

Deno.test("Tenon itself can come from JSR: the host's paths and import map count all the same", async () => {
  const root = new URL("../../", import.meta.url);
  const files: Record<string, string> = { "/mod.ts": await Deno.readTextFile(new URL("mod.ts", root)) };
  const add = async (folder: string) => {
    for await (const { name, isDirectory } of Deno.readDir(new URL(folder, root))) {
      if (isDirectory) await add(`${folder}${name}/`);
      else files[`/${folder}${name}`] = await Deno.readTextFile(new URL(`${folder}${name}`, root));
    }
  };
  await add("src/");
  await using jsr = await JsrRegistry.start(
    { name: "@tenon/tenon", version: "0.1.0", files },
    { name: "@acme/words", files: { "/mod.ts": says("jsr") } },
  );
  const result = await runHost({ local: "./local.ts", mine: "mine", words: "jsr:@acme/words", none: "none" }, {
    ownCache: true,
    env: jsr.env,
    imports: { "@tenon/tenon": "jsr:@tenon/tenon@^0.1.0", mine: "./mine.ts" },
    files: { "local.ts": says("local"), "mine.ts": says("mine") },
    then,
  });
  assertEquals([result.code, ...result.lines], [0, "jsr,mine,local"], result.stderr);
  assertStringIncludes(result.plugins.none!.hint!, "The name is not in the import map.");
});

Deno.test("hints for packages that are not there", async () => {
  await using jsr = await JsrRegistry.start(
    { name: "@acme/good", files: { "/mod.ts": says("") } },
    { name: "@acme/gone-file", files: { "/mod.ts": "import './gone.ts';" } },
    { name: "@acme/gone-package", files: { "/mod.ts": "import 'jsr:@acme/nowhere';" } },
    { name: "@acme/gone-export", files: { "/mod.ts": "import 'jsr:@acme/good/gone';" } },
  );
  const good = { "i.js": "module.exports = {};" };
  await using npm = await NpmRegistry.start(
    "@acme",
    { name: "@acme/good", json: { exports: { ".": "./i.js" } }, files: good },
    { name: "@acme/old", json: { main: "i.js" }, files: good },
    { name: "@acme/requires", json: { main: "i.js" }, files: { "i.js": "require('gone');" } },
    { name: "@acme/imports", json: { type: "module", main: "i.js" }, files: { "i.js": "import './gone.js';" } },
    { name: "@acme/depends", json: { type: "module", main: "i.js" }, files: { "i.js": "import 'gone';" } },
  );
  const inside = "The plugin is there, but something that it imports";
  const hints: Record<string, string> = {
    "jsr:@acme/nowhere": "Is the name right, and can the JSR registry be reached?",
    "jsr:@acme/good@^2": "No published version fits.",
    "jsr:@acme/good/gone": "The package has no such export. Look at the exports in its deno.json",
    "jsr:@acme/gone-file": inside,
    "jsr:@acme/gone-package": inside,
    "jsr:@acme/gone-export": inside,
    "jsr:@acme": "Write it as jsr:@scope/name",
    "npm:@acme/nowhere": "The npm registry has no such package.",
    "npm:@acme/good@^2": "No published version fits.",
    "npm:@acme/good/gone": "The package has no such export. Look at the exports in its package.json.",
    "npm:@acme/old/gone.js": "The package has no such file.",
    "npm:@acme/requires": inside,
    "npm:@acme/imports": inside,
    "npm:@acme/depends": inside,
    "npm:": "Write it as jsr:@scope/name or npm:name.",
  };
  const names = Object.keys(hints);
  const result = await runHost(Object.fromEntries(names.map((from) => [from, from])), {
    ownCache: true,
    env: jsr.env,
    files: { ".npmrc": npm.npmrc },
  });
  for (const name of names) {
    const { state, stage, hint = "" } = result.plugins[name]!;
    assertEquals([state, stage], ["failed", "import"], name);
    assertStringIncludes(hint, hints[name]!, `${name}: ${result.plugins[name]!.error}`);
  }
});

Deno.test("registries that cannot be reached get a hint", async () => {
  const env = { JSR_URL: "http://127.0.0.1:9/" };
  const files = { ".npmrc": "@acme:registry=http://127.0.0.1:9/\n" };
  const result = await runHost({ a: "jsr:@acme/a", b: "npm:@acme/b" }, { ownCache: true, env, files });
  assertStringIncludes(result.plugins.a!.hint!, "can the JSR registry be reached?");
  assertStringIncludes(result.plugins.b!.hint!, "Can the npm registry be reached?");
});

Deno.test("what --cached-only and --no-remote keep out gets a hint", async () => {
  await using jsr = await JsrRegistry.start({ name: "@acme/good", files: { "/mod.ts": says("") } });
  const entries = { a: "jsr:@acme/good", b: "http://127.0.0.1:9/b.ts", c: "npm:@acme/c", d: "mapped/d.ts" };
  const imports = { "mapped/": "http://127.0.0.1:9/" };
  const hint = async (name: string, ...flags: string[]) => {
    const files = { "deno.lock": '{ "version": "5" }', ".npmrc": "@acme:registry=http://127.0.0.1:9/\n" };
    const result = await runHost(entries, { ownCache: true, env: jsr.env, imports, flags: ["-A", ...flags], files });
    return result.plugins[name]?.hint ?? result.stderr;
  };
  assertStringIncludes(await hint("a", "--cached-only"), "Run once without --cached-only");
  assertStringIncludes(await hint("b", "--cached-only"), "Run once without --cached-only");
  assertStringIncludes(await hint("c", "--cached-only"), "Run once without --cached-only");
  assertStringIncludes(await hint("d", "--cached-only"), "Run once without --cached-only");
  assertStringIncludes(await hint("a", "--no-remote"), "started with a flag that keeps it from being fetched");
  assertStringIncludes(await hint("b", "--no-remote"), "started with a flag that keeps it from being fetched");
});

Deno.test("an npm package that is not what the lockfile lists is refused, and its code never runs", async () => {
  await using npm = await NpmRegistry.start("@acme", {
    name: "@acme/good",
    json: { type: "module", main: "i.js" },
    files: { "i.js": "console.log('it ran'); export default {};" },
  });
  using folder = new TempFolder();
  const options = { folder, ownCache: true, files: { ".npmrc": npm.npmrc } };
  assertEquals((await runHost({ a: "npm:@acme/good" }, options)).lines, ["it ran"]);

  // A lock with all that the host loads, and another package than was locked.
  const lock = JSON.parse(Deno.readTextFileSync(`${folder.path}/deno.lock`));
  lock.npm["@acme/good@1.0.0"].integrity = `sha512-${"A".repeat(86)}==`;
  folder.write("deno.lock", JSON.stringify(lock));
  const result = await runHost({ a: "npm:@acme/good" }, options);
  // Deno fetches all packages of the lock before it loads the first of them, so that Tenon's own libraries fail, too.
  assertEquals([result.code, result.lines], [1, []]);
  assertStringIncludes(result.stderr, "checksum did not match");
});

Deno.test("what a frozen lockfile does not list is refused, and its code never runs", async () => {
  await using jsr = await JsrRegistry.start({ name: "@acme/good", files: { "/mod.ts": "console.log('it ran');" } });
  using folder = new TempFolder();
  const options = { folder, ownCache: true, env: jsr.env };
  await runHost({}, options);
  const result = await runHost({ a: "jsr:@acme/good" }, { ...options, flags: ["-A", "--frozen"] });
  assertEquals([result.plugins.a?.state, result.lines], ["failed", []], result.stderr);
  assertEquals(result.plugins.a!.hint, "The lockfile does not list it. Run once without --frozen to add it.");
});
