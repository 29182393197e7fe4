import { cpSync } from "node:fs";
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { PluginManager, UsageError } from "@tenon/tenon";
import { type JsrPackage, JsrRegistry } from "../support/jsr_registry.ts";
import { NpmRegistry } from "../support/npm_registry.ts";
import { TempFolder } from "../support/temp_folder.ts";
import { type HostOptions, runHost } from "./host.ts";
import { Counter, statesOf } from "./integrity_support.ts";
import { type Entries, standaloneText } from "./support.ts";

/** A JSR registry with the host's package in two versions, and more. */
function registry(...more: JsrPackage[]): Promise<JsrRegistry> {
  const host = { name: "@acme/host", exports: { ".": "./mod.ts", "./hooks": "./mod.ts" } };
  const files = { "/mod.ts": "export type Spec = 1; export const hookimpl = 1;" };
  return JsrRegistry.start({ ...host, version: "1.4.0", files }, { ...host, version: "2.0.0", files }, ...more);
}

const then = "for (const { name, note } of report.plugins) console.log(name, note);";

/** Runs a host of a version. */
function run(version: string, entries: Entries, options: HostOptions) {
  return runHost(entries, { ownCache: true, manager: { host: { package: "@acme/host", version } }, then, ...options });
}

Deno.test("a plugin for another version of the host is not loaded, and none of its code runs: JSR, npm and local, in the host and isolated", async () => {
  await using counter = new Counter();
  const text = (head: string) => `${head}\n${counter.module("ran")}`;
  await using jsr = await registry(
    { name: "@acme/p", files: { "/mod.ts": text(`import { hookimpl as _ } from "jsr:@acme/host@^1/hooks";`) } },
    { name: "@acme/typed", files: { "/mod.ts": text(`import type { Spec } from "jsr:@acme/host@^1/hooks";`) } },
    {
      name: "@acme/deep",
      files: { "/mod.ts": text(`import "./deep.ts";`), "/deep.ts": `import "jsr:@acme/host@^1.2";` },
    },
  );
  const json = { type: "module", exports: "./i.js" };
  await using npm = await NpmRegistry.start("@acme", {
    name: "@acme/n",
    json: {
      ...json,
      peerDependencies: { "@acme/host": "^1" },
      peerDependenciesMeta: { "@acme/host": { optional: true } },
    },
    files: { "i.js": text("") },
  });
  const files = {
    "local.ts": text(`import "jsr:@acme/host@1";`),
    ".npmrc": npm.npmrc,
    "deno.lock": '{ "version": "5" }',
  };
  const sources = {
    jsr: "jsr:@acme/p",
    typed: "jsr:@acme/typed",
    deep: "jsr:@acme/deep",
    npm: "npm:@acme/n",
    local: "./local.ts",
  };
  const entries = Object.fromEntries(
    Object.entries(sources).flatMap(([name, from]) => {
      return [[name, { from }], [`${name} isolated`, { from, permissions: { net: [counter.host] } }]];
    }),
  );
  const all = (state: string) => Object.fromEntries(Object.keys(entries).map((name) => [name, state]));

  const fits = await run("1.4.0", entries, { env: jsr.env, files });
  assertEquals(statesOf(fits), all("loaded"), JSON.stringify(fits, null, 1));
  counter.take();

  const other = await run("2.0.0", entries, { env: jsr.env, files });
  assertEquals(statesOf(other), all("failed"), JSON.stringify(other, null, 1));
  assertEquals(counter.take(), []);
  for (const { stage, error, hint } of Object.values(other.plugins)) {
    assertEquals(stage, "check");
    assertStringIncludes(error!, "it is made for @acme/host ");
    assertStringIncludes(error!, "but the host is @acme/host 2.0.0.");
    assertStringIncludes(hint!, '"ignoreVersion": true');
  }
  assertStringIncludes(other.plugins.jsr!.error!, "@acme/host ^1, as its import of jsr:@acme/host@^1/hooks says");
  assertStringIncludes(other.plugins.npm!.error!, '@acme/host ^1, as "peerDependencies" in its package.json says');
});

Deno.test('"requires" of an entry wins over what the plugin says, and "ignoreVersion" over both', async () => {
  await using jsr = await registry({
    name: "@acme/p",
    files: {
      "/mod.ts": standaloneText(`import "jsr:@acme/host@^1"; export default class { say = hookimpl(() => ""); }`),
    },
  });
  const from = "jsr:@acme/p";
  const result = await run("2.0.0", {
    wider: { from, requires: "1 || 2" },
    narrower: { from: "./silent.ts", requires: "^3" },
    ignored: { from, ignoreVersion: true },
    both: { from, requires: "^1", ignoreVersion: true },
    nonsense: { from, requires: "one point two" },
  }, { env: jsr.env, files: { "silent.ts": standaloneText(`export default { say: hookimpl(() => "") };`) } });
  assertEquals(
    statesOf(result),
    { wider: "loaded", narrower: "failed", ignored: "loaded", both: "loaded", nonsense: "failed" },
    JSON.stringify(result),
  );
  assertStringIncludes(result.plugins.narrower!.error!, '@acme/host ^3, as "requires" of its entry says');
  assertStringIncludes(
    result.plugins.nonsense!.error!,
    'must be a range of versions, such as "^1.2": found "one point two".',
  );
});

Deno.test("plugins that say nothing, or that import another package, load with any host", async () => {
  await using jsr = await registry({ name: "@acme/other", files: { "/mod.ts": `import "jsr:@acme/host@^1";` } });
  const result = await run("2.0.0", { silent: "./silent.ts", other: "./other.ts" }, {
    env: jsr.env,
    files: {
      "silent.ts": standaloneText(`export default { say: hookimpl(() => "") };`),
      // What it imports has no say: it is not the plugin.
      "other.ts": standaloneText(`import "jsr:@acme/other"; export default { say: hookimpl(() => "") };`),
    },
  });
  assertEquals(statesOf(result), { silent: "loaded", other: "loaded" }, JSON.stringify(result));
});

Deno.test("a prerelease of the host fits where the release before it would", async () => {
  await using jsr = await registry();
  const files = { "p.ts": standaloneText(`import "jsr:@acme/host@^1.2"; export default { say: hookimpl(() => "") };`) };
  const stateWith = async (version: string) => statesOf(await run(version, { p: "./p.ts" }, { env: jsr.env, files })).p;
  assertEquals(await stateWith("1.5.0-beta.1"), "loaded");
  assertEquals(await stateWith("2.0.0-beta.1"), "failed");
});

Deno.test("where the versions cannot be compared, the report says so and the plugin loads", async () => {
  using folder = new TempFolder();
  const files = { "p.ts": standaloneText(`export default { say: hookimpl(() => "") };`) };
  const withoutHost = await runHost({ p: { from: "./p.ts", requires: "^1" } }, { folder, files, then });
  assertEquals(withoutHost.lines, ["p its entry requires ^1 of the host, which does not say its version."]);
  const flags = ["--allow-read", "--allow-env", "--allow-net"];
  const withoutRun = await runHost({ p: "./p.ts" }, {
    folder,
    files,
    flags,
    then,
    manager: { host: { package: "@a/b", version: "1.0.0" } },
  });
  assertEquals(withoutRun.lines, [
    "p which versions of the host it is made for cannot be told: the host may not start Deno.",
  ]);
});

Deno.test("a host that says of itself what is no version is told so at once", () => {
  for (
    const host of [
      { package: "@a/b", version: "^1" },
      { package: "", version: "1.0.0" },
      { version: "1.0.0" },
      "@a/b",
      null,
    ]
  ) {
    const make = () =>
      new PluginManager("demo", undefined, { host: host as unknown as { package: string; version: string } });
    assertEquals(assertThrows(make, UsageError).code, "bad-option");
  }
});

Deno.test("in a node_modules that Deno does not manage, an npm plugin for another version is told, and cannot be pinned", async () => {
  await using counter = new Counter();
  const json = {
    name: "@acme/n",
    version: "1.0.0",
    type: "module",
    exports: "./i.js",
    peerDependencies: { "@acme/host": "^1" },
  };
  const files = {
    "package.json": JSON.stringify({ dependencies: { "@acme/n": "^1", semver: "7.8.6", valibot: "1.5.0" } }),
    "node_modules/@acme/n/package.json": JSON.stringify(json),
    "node_modules/@acme/n/i.js": counter.module("ran"),
  };
  using folder = new TempFolder();
  // Those that Tenon needs are installed as well, as deno install would do it.
  for (const name of ["semver", "valibot"]) {
    const module = import.meta.resolve(name === "semver" ? "npm:semver@7.8.6" : "npm:valibot@1.5.0");
    const path = fromFileUrl(module).replace(new RegExp(`(/${name}/[^/]+)/.*`), "$1");
    cpSync(path, `${folder.path}/node_modules/${name}`, { recursive: true });
  }
  const integrity = `sha512-${"A".repeat(86)}==`;
  const entries = { n: "npm:@acme/n@^1", pinned: { from: "npm:@acme/n@1.0.0", integrity } };
  const manual = { folder, files, flags: ["-A", "--node-modules-dir=manual"] };
  const fits = await run("1.4.0", entries, manual);
  assertEquals(statesOf(fits), { n: "loaded", pinned: "failed" }, JSON.stringify(fits));
  assertStringIncludes(fits.plugins.pinned!.hint!, "--node-modules-dir=auto");
  assertEquals(counter.take(), ["ran"]);
  const other = await run("2.0.0", entries, manual);
  assertEquals(statesOf(other), { n: "failed", pinned: "failed" }, JSON.stringify(other));
  assertStringIncludes(other.plugins.n!.error!, '@acme/host ^1, as "peerDependencies" in its package.json says');
  assertEquals(counter.take(), []);
});

Deno.test("where Deno cannot look at a plugin, a note says that its versions could not be told", async () => {
  await using jsr = await registry();
  const files = {
    "p.ts": standaloneText(`export default { say: hookimpl(() => "") };`),
    "deno.lock": "not a lock",
  };
  const result = await run("2.0.0", { p: "./p.ts" }, { env: jsr.env, files, flags: ["-A", "--no-lock"] });
  assertEquals(statesOf(result), { p: "loaded" }, JSON.stringify(result));
  assertStringIncludes(result.lines.join(), "which versions of the host it is made for cannot be told: ");
});
