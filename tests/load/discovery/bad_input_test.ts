import { assertEquals, assertStringIncludes } from "@std/assert";
import { JsrRegistry } from "../../support/jsr_registry.ts";
import { NpmRegistry } from "../../support/npm_registry.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { runHost } from "../host.ts";
import { jsrPlugin, leavesLine, npmPlugin, runDiscovery, says } from "./support.ts";

const good = { entries: { local: "./local.ts" }, files: { "local.ts": says("local") } };

Deno.test("plugins that cannot be loaded are reported, never taken for no plugins; the others load", async () => {
  await using jsr = await JsrRegistry.start(
    jsrPlugin("@acme/good"),
    jsrPlugin("@acme/import", "import './gone.ts';"),
    jsrPlugin("@acme/export", "import 'jsr:@acme/good/nowhere';"),
    jsrPlugin("@acme/throws", "throw new Error('boom');"),
    jsrPlugin("@acme/syntax", "let = = 1;"),
    jsrPlugin("@acme/nothing", "export default 5;"),
    jsrPlugin("@acme/unmarked", "export const x = 1;"),
    { name: "@acme/json", exports: { "./demo": "./demo.json" }, files: { "/demo.json": "{}" } },
  );
  await using npm = await NpmRegistry.start("@acme", npmPlugin("@acme/imports", "import './gone.js';"));
  const names = ["good", "import", "export", "throws", "syntax", "nothing", "unmarked", "json"];
  const imports = Object.fromEntries(names.map((name) => [name, `jsr:@acme/${name}`]));
  const result = await runDiscovery({
    ...good,
    env: jsr.env,
    imports: { ...imports, npm: "npm:@acme/imports" },
    files: { ...good.files, ".npmrc": npm.npmrc },
  });
  assertEquals(result.report.map((line) => line.split(" ").filter((_, i) => i !== 1 && i !== 2).join(" ")), [
    "@acme/good loaded host",
    "@acme/import failed  import import-failed",
    "@acme/export failed  import import-failed",
    "@acme/throws failed  import import-failed",
    "@acme/syntax failed  import import-failed",
    "@acme/nothing failed  create no-plugin",
    "@acme/unmarked loaded host",
    "@acme/json failed  import import-failed",
    "@acme/imports failed  import import-failed",
    "local loaded host",
  ], result.stderr);
  const inside = "The plugin is there, but something that it imports, or that its address leads to, cannot be loaded.";
  for (const i of [0, 1, 6]) assertStringIncludes(result.errors[i]!, inside);
  assertStringIncludes(result.notes.join(), "it has no impl of any hook of 'demo'");
  assertEquals(result.said, ["local", "@acme/good"]);
});

Deno.test("absent packages and versions are a line each, with what to do", async () => {
  await using jsr = await JsrRegistry.start(jsrPlugin("@acme/good"));
  await using npm = await NpmRegistry.start("@acme", npmPlugin("@acme/there"));
  const imports = {
    a: "jsr:@acme/gone@1",
    b: "jsr:@acme/good@^7",
    c: "npm:@acme/gone@1",
    d: "npm:@acme/there@^7",
  };
  const result = await runDiscovery({ env: jsr.env, imports, files: { ".npmrc": npm.npmrc } });
  assertEquals(result.report, [
    "@acme/gone jsr:@acme/gone@1/demo deno.json failed  discover discovery-failed",
    "@acme/good jsr:@acme/good@^7/demo deno.json failed  discover discovery-failed",
    "@acme/gone npm:@acme/gone@1/demo deno.json failed  discover discovery-failed",
    "@acme/there npm:@acme/there@^7/demo deno.json failed  discover discovery-failed",
  ]);
  assertEquals(result.errors, [
    "Cannot find out whether jsr:@acme/gone, which deno.json names, is a plugin: JSR package not found: @acme/gone | " +
    "Is the name right, and can the JSR registry be reached?",
    "Cannot find out whether jsr:@acme/good, which deno.json names, is a plugin: Could not find version of '@acme/good' " +
    "that matches specified version constraint '^7' | No published version fits. Look at the versions, or widen the range.",
    "Cannot find out whether npm:@acme/gone, which deno.json names, is a plugin: npm package '@acme/gone' does not exist. | " +
    "Is the name right? The npm registry has no such package.",
    "Cannot find out whether npm:@acme/there, which deno.json names, is a plugin: Could not find npm package '@acme/there' " +
    "matching '^7'. | No published version fits. Look at the versions, or widen the range.",
  ]);
});

Deno.test("registries that are down are a line for each package, and the others load", async () => {
  const result = await runDiscovery({
    ...good,
    env: { JSR_URL: "http://127.0.0.1:9/" },
    imports: { a: "jsr:@acme/a", b: "npm:@acme/b" },
    files: { ...good.files, ".npmrc": "@acme:registry=http://127.0.0.1:9/\n" },
  });
  assertEquals(result.report, [
    "@acme/a jsr:@acme/a/demo deno.json failed  discover discovery-failed",
    "@acme/b npm:@acme/b/demo deno.json failed  discover discovery-failed",
    "local ./local.ts manifest loaded host",
  ]);
  assertStringIncludes(result.errors[0]!, "can the JSR registry be reached?");
  assertStringIncludes(result.errors[1]!, "Can the npm registry be reached?");
});

Deno.test("a configuration file that is broken or unreadable is a line in the report, and the rest goes on", async () => {
  await using npm = await NpmRegistry.start("@acme", npmPlugin("@acme/npm"));
  const result = await runDiscovery({
    options: { discover: false },
    files: {
      "user/deno.json": '{\n  "imports": {,}\n}',
      "user/package.json": JSON.stringify({ dependencies: { "@acme/npm": "1" } }),
      "user/plugins.jsonc": '{ "plugins": { "local": { "from": "./local.ts", "permissions": "inherit" } } }',
      "user/local.ts": says("local"),
      ".npmrc": npm.npmrc,
    },
    then: `const near = await pm.load(new URL("./user/plugins.jsonc", import.meta.url));
    for (const { name, specifier, found, state, error } of near.plugins) {
      console.log("user", [name, specifier, found, state, error?.message, error?.hint].join(" | ").replaceAll(Deno.cwd(), ""));
    }`,
  });
  assertEquals(result.lines.filter((line) => line.startsWith("user")), [
    "user /user/deno.json | /user/deno.json | /user/deno.json | failed | Cannot discover plugins in /user/deno.json: it is " +
    "broken at 2:15: ',' cannot stand here. | Correct that file.",
    "user @acme/npm | npm:@acme/npm@1/demo | package.json | loaded |  | ",
    "user local | ./local.ts | manifest | loaded |  | ",
  ], result.stderr);
});

Deno.test("a discovered plugin whose name an entry has for something else fails, and names both", async () => {
  await using jsr = await JsrRegistry.start(jsrPlugin("@acme/words", leavesLine), jsrPlugin("@acme/good"));
  const result = await runDiscovery({
    ...good,
    env: jsr.env,
    imports: { words: "jsr:@acme/words", good: "jsr:@acme/good" },
    entries: { "@acme/words": "./local.ts" },
  });
  assertEquals(result.report.map((line) => line.split(" ").slice(3).join(" ")), [
    "failed  register name-taken",
    "loaded host",
    "loaded host",
  ]);
  assertEquals(result.errors, [
    "Cannot register plugin '@acme/words' from jsr:@acme/words/demo: the manifest has another plugin of that name, from " +
    './local.ts. | Give that entry another name, or this plugin an entry of its own: "other-name": "jsr:@acme/words/demo".',
  ]);
  assertEquals(result.lines.includes("it ran"), false);
});

Deno.test("of two packages with one name the first is loaded, and the second names both", async () => {
  await using jsr = await JsrRegistry.start(jsrPlugin("@acme/words"));
  await using npm = await NpmRegistry.start("@acme", npmPlugin("@acme/words", leavesLine));
  const result = await runDiscovery({
    env: jsr.env,
    imports: { jsr: "jsr:@acme/words@1", npm: "npm:@acme/words@1" },
    files: { ".npmrc": npm.npmrc },
  });
  assertEquals(result.report, [
    "@acme/words jsr:@acme/words@1/demo deno.json loaded host",
    "@acme/words npm:@acme/words@1/demo deno.json failed  register name-taken",
  ]);
  assertStringIncludes(result.errors[0]!, "npm:@acme/words@1/demo: jsr:@acme/words@1/demo was discovered as well");
  assertEquals(result.lines.includes("it ran"), false);
});

Deno.test("an alias that stands for two packages hides neither; a package in two ranges is loaded once, with a note", async () => {
  await using jsr = await JsrRegistry.start(
    jsrPlugin("@acme/words", says("one")),
    jsrPlugin("@acme/words", says("two"), "2.0.0"),
  );
  await using npm = await NpmRegistry.start("@acme", npmPlugin("@acme/other"));
  const result = await runDiscovery({
    env: jsr.env,
    imports: { a: "jsr:@acme/words@^1", b: "jsr:@acme/words@^2" },
    files: { ".npmrc": npm.npmrc, "package.json": JSON.stringify({ dependencies: { a: "npm:@acme/other@1" } }) },
    flags: ["-A", "--node-modules-dir=none"],
  });
  assertEquals(result.said, ["@acme/other", "one"], result.stderr);
  assertEquals(result.notes, [
    "it is named in deno.json, and also as jsr:@acme/words@^2 in deno.json. The first counts.",
  ]);
});

Deno.test("with a frozen lock, a dependency that it does not list is a line, and its code never runs", async () => {
  await using jsr = await JsrRegistry.start(jsrPlugin("@acme/listed"), jsrPlugin("@acme/new", leavesLine));
  using folder = new TempFolder();
  // Deno refuses to start a host whose own deno.json the lock does not fit; so this is another one, which the manifest is near.
  const run = async (names: readonly string[], ...flags: string[]) => {
    const imports = Object.fromEntries(names.map((name) => [name, `jsr:${name}@1`]));
    return await runHost({}, {
      folder,
      ownCache: true,
      env: { ...jsr.env, TENON_DISABLE_AUTOLOAD: "" },
      flags: ["-A", ...flags],
      options: { discover: false },
      files: { "user/deno.json": JSON.stringify({ imports }), "user/plugins.jsonc": '{ "plugins": {} }' },
      then: `for (const { name, state, error } of (await pm.load("user/plugins.jsonc")).plugins) {
        console.log(name, state, error?.code, error?.hint);
      }`,
    });
  };
  await run(["@acme/listed"]);
  const result = await run(["@acme/listed", "@acme/new"], "--frozen");
  assertEquals(result.lines, [
    "@acme/listed loaded undefined undefined",
    "@acme/new failed discovery-failed The lockfile does not list it. Run once without --frozen to add it.",
  ], result.stderr);
});

Deno.test("a version that the lock lists and the registry has lost is a line", async () => {
  await using jsr = await JsrRegistry.start(jsrPlugin("@acme/good"), jsrPlugin("@acme/lost"));
  using folder = new TempFolder();
  folder.write(
    "deno.lock",
    JSON.stringify({ version: "5", specifiers: { "jsr:@acme/lost@^1.0.0": "1.0.7", "jsr:@acme/lost@1": "1.0.7" } }),
  );
  const result = await runDiscovery({
    folder,
    env: jsr.env,
    imports: { good: "jsr:@acme/good", lost: "jsr:@acme/lost@^1.0.0" },
  });
  assertEquals(result.report.map((line) => line.split(" ").slice(3).join(" ")), [
    "loaded host",
    "failed  discover discovery-failed",
  ], result.stderr);
  assertStringIncludes(result.errors[0]!, "does not have the version that the lockfile lists");
});

Deno.test("packages that are to be in a node_modules folder, and are not, are a line, with what to do", async () => {
  // Tenon reads manifests with npm packages, which would have to be in that folder as well; so this host has none.
  const host = `import { PluginManager } from "@tenon/tenon";
    const [line] = (await new PluginManager("demo").load()).plugins;
    console.log(line?.name, line?.found, line?.error?.code, line?.error?.hint);`;
  const result = await runHost({}, {
    files: { "package.json": JSON.stringify({ dependencies: { "@acme/gone": "1" } }), "bare.ts": host },
    flags: ["-A", "--node-modules-dir=manual", "bare.ts"],
    env: { TENON_DISABLE_AUTOLOAD: "" },
  });
  assertEquals(result.lines, ["@acme/gone package.json discovery-failed Run deno install."], result.stderr);
});

Deno.test("with strict, a dependency that cannot be asked makes loading throw", async () => {
  const result = await runDiscovery({
    env: { JSR_URL: "http://127.0.0.1:9/" },
    imports: { a: "jsr:@acme/a" },
    options: { strict: true },
  });
  assertStringIncludes(
    result.stderr,
    "LoadError: Cannot find out whether jsr:@acme/a, which deno.json names, is a plugin",
  );
});
