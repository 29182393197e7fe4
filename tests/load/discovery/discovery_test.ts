import { assertEquals } from "@std/assert";
import { JsrRegistry } from "../../support/jsr_registry.ts";
import { NpmRegistry } from "../../support/npm_registry.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { runHost } from "../host.ts";
import { jsrPlugin, leavesLine, npmPlugin, runDiscovery, says } from "./support.ts";

Deno.test("dependencies that are plugins are loaded, in the host, and the report says how they were found", async () => {
  await using jsr = await JsrRegistry.start(
    jsrPlugin("@acme/jsr"),
    { name: "@acme/plain", files: { "/mod.ts": leavesLine, "/demo.ts": leavesLine } },
  );
  await using npm = await NpmRegistry.start("@acme", npmPlugin("@acme/npm"), {
    name: "@acme/old",
    files: { "demo": leavesLine, "demo.js": leavesLine },
  });
  const result = await runDiscovery({
    env: jsr.env,
    imports: { alias: "jsr:@acme/jsr@^1", plain: "jsr:@acme/plain", old: "npm:@acme/old" },
    files: { ".npmrc": npm.npmrc, "package.json": JSON.stringify({ dependencies: { "@acme/npm": "^1" } }) },
    flags: ["-A", "--node-modules-dir=none"],
  });
  assertEquals(result.report, [
    "line @acme/jsr jsr:@acme/jsr@^1/demo deno.json loaded host".slice(5),
    "@acme/npm npm:@acme/npm@^1/demo package.json loaded host",
  ], result.stderr);
  assertEquals(result.said, ["@acme/npm", "@acme/jsr"]);
  assertEquals(result.lines.includes("it ran"), false);
});

Deno.test("without a manifest, plugins are discovered all the same", async () => {
  await using jsr = await JsrRegistry.start(jsrPlugin("@acme/words"));
  const result = await runDiscovery({
    env: jsr.env,
    imports: { "@acme/words": "jsr:@acme/words@1" },
    then: `const other = new PluginManager("demo");
    const { manifest, plugins } = await other.load();
    console.log("alone", manifest, plugins.map(({ name, state }) => name + " " + state).join());`,
  });
  assertEquals(
    result.lines.find((line) => line.startsWith("alone")),
    "alone undefined @acme/words loaded",
    result.stderr,
  );
});

Deno.test("those that are discovered are registered first, in the order of the file, so that the manifest's are called first", async () => {
  const names = ["@acme/c", "@acme/a", "@acme/b"];
  await using jsr = await JsrRegistry.start(...names.map((name) => jsrPlugin(name)));
  const result = await runDiscovery({
    env: jsr.env,
    imports: Object.fromEntries(names.map((name) => [name, `jsr:${name}`])),
    entries: { y: "./y.ts", x: "./x.ts" },
    files: { "x.ts": says("x"), "y.ts": says("y") },
  });
  assertEquals(result.report.map((line) => line.split(" ")[0]), ["@acme/c", "@acme/a", "@acme/b", "y", "x"]);
  assertEquals(result.said, ["x", "y", "@acme/b", "@acme/a", "@acme/c"]);
});

Deno.test("an entry for the same package takes its place, whatever its version, path, alias or name; also to disable it", async () => {
  const names = ["a", "b", "c", "d", "e"].map((name) => `@acme/${name}`);
  await using jsr = await JsrRegistry.start(...names.map((name) => jsrPlugin(name)));
  const result = await runDiscovery({
    env: jsr.env,
    imports: { ...Object.fromEntries(names.map((name) => [name, `jsr:${name}@^1`])), short: "jsr:@acme/d@^1" },
    entries: {
      mine: "jsr:@acme/a/demo",
      exact: "jsr:@acme/b@1.0.0/demo",
      "@acme/c": { from: "jsr:@acme/c", enabled: false },
      alias: "short/demo",
    },
  });
  assertEquals(result.report.map((line) => line.split(" ").slice(0, 4).join(" ")), [
    "@acme/e jsr:@acme/e@^1/demo deno.json loaded",
    "mine jsr:@acme/a/demo manifest loaded",
    "exact jsr:@acme/b@1.0.0/demo manifest loaded",
    "@acme/c jsr:@acme/c manifest disabled",
    "alias short/demo manifest loaded",
  ], result.errors.join("\n"));
});

Deno.test("TENON_DISABLE switches discovered plugins off by name, and their packages are not even asked for", async () => {
  await using jsr = await JsrRegistry.start(jsrPlugin("@acme/on"), jsrPlugin("@acme/off", leavesLine));
  const result = await runDiscovery({
    env: { ...jsr.env, TENON_DISABLE: "@acme/off" },
    imports: { on: "jsr:@acme/on", off: "jsr:@acme/off" },
  });
  assertEquals(result.report, [
    "@acme/on jsr:@acme/on/demo deno.json loaded host",
    "@acme/off jsr:@acme/off/demo deno.json disabled",
  ]);
  assertEquals(jsr.requests.some((path) => path.includes("off")), false);
});

Deno.test("discovery is switched off by the environment, by the manifest, and by the host; a manifest cannot switch it on", async () => {
  await using jsr = await JsrRegistry.start(jsrPlugin("@acme/words"));
  const host = { env: jsr.env, imports: { "@acme/words": "jsr:@acme/words" } };
  const count = async (options: Parameters<typeof runDiscovery>[0]) =>
    (await runDiscovery({ ...host, ...options })).report.length;
  assertEquals(await count({}), 1);
  assertEquals(await count({ env: { ...jsr.env, TENON_DISABLE_AUTOLOAD: "0" } }), 1);
  assertEquals(await count({ env: { ...jsr.env, TENON_DISABLE_AUTOLOAD: "1" } }), 0);
  assertEquals(await count({ options: { discover: false } }), 0);
  const result = await runHost({}, {
    ...host,
    ownCache: true,
    env: { ...jsr.env, TENON_DISABLE_AUTOLOAD: "" },
    then: `const load = async (discover, options) => {
      const pm = new PluginManager("demo");
      console.log((await pm.load({ discover, plugins: {} }, options)).plugins.length);
    };
    await load(false);
    await load(true);
    await load(true, { discover: false });`,
  });
  assertEquals(result.lines, ["0", "1", "0"], result.stderr);
});

Deno.test("the host decides what discovered plugins may do: one without permissions runs in a process of its own", async () => {
  await using jsr = await JsrRegistry.start(
    jsrPlugin("@acme/isolated", says("isolated").replace("() =>", "async () =>").replace("say:", "tell:")),
    jsrPlugin("@acme/trusted"),
  );
  const result = await runDiscovery({
    env: jsr.env,
    imports: { isolated: "jsr:@acme/isolated", trusted: "jsr:@acme/trusted" },
    options: { discover: { permissions: "none" }, grants: { "@acme/trusted": { permissions: "inherit" } } },
    then: 'console.log("told", await pm.hook.tell({ to: "" }));',
  });
  assertEquals(result.report, [
    "@acme/isolated jsr:@acme/isolated/demo deno.json loaded process",
    "@acme/trusted jsr:@acme/trusted/demo deno.json loaded host",
  ], result.errors.join("\n"));
  assertEquals(result.lines.includes('told [ "isolated" ]'), true, result.lines.join("\n"));
});

Deno.test("what is discovered with a manifest from elsewhere is still the user's, who installed it", async () => {
  await using jsr = await JsrRegistry.start(jsrPlugin("@acme/words"));
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response('{ "plugins": {} }'),
  );
  const result = await runHost({}, {
    ownCache: true,
    env: { ...jsr.env, TENON_DISABLE_AUTOLOAD: "" },
    imports: { "@acme/words": "jsr:@acme/words" },
    options: { discover: false },
    then: `const { plugins: [line] } = await pm.load("http://127.0.0.1:${server.addr.port}/plugins.jsonc");
    console.log(line.name, line.state, line.isolation);`,
  });
  assertEquals(result.lines, ["@acme/words loaded host"], result.stderr);
});

Deno.test("what counts is what is nearest to a local manifest, else to the host's main module", async () => {
  await using jsr = await JsrRegistry.start(jsrPlugin("@acme/near"), jsrPlugin("@acme/host"));
  const near = JSON.stringify({ imports: { near: "jsr:@acme/near" } });
  const result = await runHost({}, {
    ownCache: true,
    env: { ...jsr.env, TENON_DISABLE_AUTOLOAD: "" },
    imports: { host: "jsr:@acme/host" },
    files: { "user/deno.json": near, "user/plugins.jsonc": '{ "plugins": {} }', "started/here/deno.json": "{}" },
    options: { discover: false },
    then:
      `const names = async (...args) => (await new PluginManager("demo").load(...args)).plugins.map(({ name }) => name).join();
    console.log(await names(new URL("./user/plugins.jsonc", import.meta.url)));
    console.log(await names("user/plugins.jsonc"));
    console.log(await names({ plugins: {} }, { base: new URL("./user/", import.meta.url) }));
    Deno.chdir("started/here");
    console.log(await names({ plugins: {} }));
    console.log(await names());`,
  });
  assertEquals(result.lines, ["@acme/near", "@acme/near", "@acme/near", "@acme/host", "@acme/host"], result.stderr);
});

Deno.test("a member of the workspace that deno.json names is found", async () => {
  using folder = new TempFolder();
  const member = { name: "@acme/member", version: "1.0.0", exports: { ".": "./mod.ts", "./demo": "./demo.ts" } };
  folder.write("deno.json", JSON.stringify({ workspace: ["./member"] }));
  folder.write("member/deno.json", JSON.stringify(member));
  folder.write("member/mod.ts", leavesLine);
  folder.write("member/demo.ts", says("member"));
  const tenon = new URL("../../../mod.ts", import.meta.url).href;
  const imports = { "@tenon/tenon": tenon, member: "jsr:@acme/member@^1" };
  folder.write("deno.json", JSON.stringify({ workspace: ["./member"], imports }));
  folder.write(
    "host.ts",
    `import { PluginManager } from "@tenon/tenon";
    for (const { name, state, found } of (await new PluginManager("demo").load()).plugins) console.log(name, state, found);`,
  );
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "host.ts"],
    cwd: folder.path,
    env: { NO_COLOR: "1", TENON_DISABLE_AUTOLOAD: "" },
  }).output();
  assertEquals(new TextDecoder().decode(stdout), "@acme/member loaded deno.json\n", new TextDecoder().decode(stderr));
});

Deno.test("a plugin that is registered already is left as it is", async () => {
  await using jsr = await JsrRegistry.start(jsrPlugin("@acme/words"));
  const result = await runDiscovery({
    env: jsr.env,
    imports: { words: "jsr:@acme/words" },
    then: 'const again = await pm.load(); console.log("again", again.ok, again.plugins.length);',
  });
  assertEquals(result.lines.filter((line) => line.startsWith("again")), ["again true 0"], result.stderr);
});

Deno.test("Tenon and the standard library are never asked for", async () => {
  await using jsr = await JsrRegistry.start(jsrPlugin("@acme/words"));
  const result = await runDiscovery({
    env: jsr.env,
    imports: { "@tenon": "jsr:@tenon/tenon@^9", "@std/path": "jsr:@std/path@^9", words: "jsr:@acme/words" },
  });
  assertEquals(result.said, ["@acme/words"], result.stderr);
  assertEquals(jsr.requests.every((path) => path.startsWith("/@acme/")), true, jsr.requests.join());
});

Deno.test("a blocked name is a line in the report, and nothing is asked", async () => {
  await using jsr = await JsrRegistry.start(jsrPlugin("@acme/words", leavesLine));
  const result = await runDiscovery({
    env: jsr.env,
    imports: { words: "jsr:@acme/words" },
    options: { discover: false },
    then: `pm.setBlocked("@acme/words");
    console.log("blocked", (await pm.load()).plugins.map(({ state }) => state).join());`,
  });
  assertEquals(result.lines.filter((line) => line.startsWith("blocked")), ["blocked blocked"], result.stderr);
  assertEquals(jsr.requests, []);
});

Deno.test("what the host is fetching goes on when those who asked are dismissed", async () => {
  // Isolates share connections: those that a worker has opened end with it, and so did the imports that were using them.
  const names = Array.from({ length: 40 }, (_, i) => `@acme/named-${i}`);
  await using jsr = await JsrRegistry.start(jsrPlugin("@acme/found"), ...names.map((name) => jsrPlugin(name)));
  const result = await runDiscovery({
    env: jsr.env,
    imports: { found: "jsr:@acme/found" },
    entries: Object.fromEntries(names.map((name) => [name, `jsr:${name}/demo`])),
    // What the lock does not have would be asked for last.
    files: { "deno.lock": JSON.stringify({ version: "5", specifiers: { "jsr:@acme/found@*": "1.0.0" } }) },
    then: `const later = await import("jsr:@acme/named-0");
    console.log("later", typeof later);`,
  });
  assertEquals(result.errors, []);
  assertEquals(result.report.length, 41, result.stderr);
});

Deno.test("local plugins are watched beside discovered ones", async () => {
  await using jsr = await JsrRegistry.start(jsrPlugin("@acme/words"));
  const result = await runDiscovery({
    env: jsr.env,
    imports: { words: "jsr:@acme/words" },
    entries: { local: "./local.ts" },
    files: { "local.ts": says("one") },
    options: { watch: true },
    then: `const changed = new Promise((resolve) => {
      pm.on("load", ({ when, plugin, reload }) => { if (reload && when !== "before") resolve(plugin + " " + when); });
    });
    const path = new URL("./local.ts", import.meta.url);
    Deno.writeTextFileSync(path, Deno.readTextFileSync(path).replace("one", "two"));
    console.log("changed", await changed);`,
  });
  assertEquals(result.lines.filter((line) => line.startsWith("changed")), ["changed local after"], result.stderr);
  assertEquals(result.said, ["two", "@acme/words"]);
});

Deno.test("an entry that is switched off takes no name from a discovered plugin of another package", async () => {
  await using jsr = await JsrRegistry.start(jsrPlugin("@acme/words"));
  const result = await runDiscovery({
    env: jsr.env,
    imports: { words: "jsr:@acme/words" },
    entries: { "@acme/words": { from: "./other.ts", enabled: false } },
  });
  assertEquals(result.said, ["@acme/words"], result.stderr);
});
