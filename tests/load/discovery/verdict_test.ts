import { assertEquals } from "@std/assert";
import type { Answer } from "../../../src/load/discovery/asker.ts";
import { type Verdict, verdictOn } from "../../../src/load/discovery/verdict.ts";
import { packageOf } from "../../../src/manifest/discover/mod.ts";
import { JsrRegistry } from "../../support/jsr_registry.ts";
import { NpmRegistry } from "../../support/npm_registry.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { jsrPlugin, leavesLine, npmPlugin } from "./support.ts";

interface Asked {
  readonly verdicts: Readonly<Record<string, Verdict>>;
  readonly answers: Readonly<Record<string, Answer>>;
  /** What else was printed, by code of packages for instance. */
  readonly printed: string;
}

/** Asks packages, as a host that has an empty cache and these settings. */
async function ask(
  specifiers: readonly string[],
  options: { env?: Record<string, string>; npmrc?: string; flags?: string[] },
) {
  using folder = new TempFolder();
  const { env = {}, npmrc = "", flags = [] } = options;
  folder.write("deno.json", "{}");
  folder.write(".npmrc", npmrc);
  const asking = import.meta.resolve("../../../src/load/discovery/asking.ts");
  folder.write(
    "ask.ts",
    `import { Asking } from ${JSON.stringify(asking)};
    await using asking = new Asking("/demo", 20_000);
    console.log("answers " + JSON.stringify(await asking.ask(${JSON.stringify(specifiers)})));`,
  );
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", ...flags, "ask.ts"],
    cwd: folder.path,
    env: { NO_COLOR: "1", DENO_DIR: `${folder.path}/cache`, ...env },
  }).output();
  const lines = new TextDecoder().decode(stdout).split("\n");
  const line = lines.find((line) => line.startsWith("answers "));
  if (line === undefined) throw new Error(new TextDecoder().decode(stderr));
  const answers: Answer[] = JSON.parse(line.slice("answers ".length));
  return {
    verdicts: Object.fromEntries(specifiers.map((one, i) => [one, verdictOn(packageOf(one)!, "/demo", answers[i]!)])),
    answers: Object.fromEntries(specifiers.map((one, i) => [one, answers[i]!])),
    printed: lines.filter((other) => other !== line).join("\n"),
  } satisfies Asked;
}

Deno.test("JSR: a package is a plugin if it has the export, and its code does not run to find that out", async () => {
  await using jsr = await JsrRegistry.start(
    jsrPlugin("@acme/plugin", leavesLine),
    { name: "@acme/plain", files: { "/mod.ts": leavesLine, "/demo.ts": leavesLine } },
    { name: "@acme/none", exports: {}, files: { "/demo.ts": leavesLine } },
    { name: "@acme/other", exports: { "./demo/more": "./demo.ts", "./demos": "./demo.ts" }, files: { "/demo.ts": "" } },
    { name: "@acme/json", exports: { "./demo": "./demo.json" }, files: { "/demo.json": "{}" } },
  );
  const { verdicts, printed } = await ask(
    ["jsr:@acme/plugin@^1", "jsr:@acme/plain@1", "jsr:@acme/none", "jsr:@acme/other", "jsr:@acme/json"],
    jsr,
  );
  assertEquals(printed, "");
  assertEquals(verdicts, {
    "jsr:@acme/plugin@^1": "plugin",
    "jsr:@acme/plain@1": "no plugin",
    "jsr:@acme/none": "no plugin",
    "jsr:@acme/other": "no plugin",
    "jsr:@acme/json": "plugin",
  });
});

Deno.test("JSR: a plugin that is there and cannot be loaded is one all the same", async () => {
  await using jsr = await JsrRegistry.start(
    { name: "@acme/plain", files: { "/mod.ts": "" } },
    jsrPlugin("@acme/file", "import './gone.ts';"),
    jsrPlugin("@acme/lazy", "await import('./gone.ts');"),
    jsrPlugin("@acme/export", "import 'jsr:@acme/plain/demo';"),
    jsrPlugin("@acme/package", "import 'jsr:@acme/nowhere/demo';"),
    jsrPlugin("@acme/npm", "import 'npm:@acme/nowhere/demo';"),
    jsrPlugin("@acme/name", "import 'nowhere';"),
    jsrPlugin("@acme/json", "import './x.json';"),
    jsrPlugin("@acme/text", "import './demo.ts' with { type: 'json' };"),
    jsrPlugin("@acme/syntax", "let = = 1;"),
    { name: "@acme/target", exports: { "./demo": "./gone.ts" }, files: { "/mod.ts": "" } },
  );
  const names = ["file", "lazy", "export", "package", "npm", "name", "json", "text", "syntax", "target"];
  const { verdicts, answers } = await ask(names.map((name) => `jsr:@acme/${name}`), {
    ...jsr,
    env: jsr.env,
    npmrc: "@acme:registry=http://127.0.0.1:9/\n",
  });
  for (const name of names) {
    assertEquals(verdicts[`jsr:@acme/${name}`], "plugin", answers[`jsr:@acme/${name}`]?.said);
  }
});

Deno.test("npm: a package with exports is a plugin if the export is one of them", async () => {
  const files = { "index.js": leavesLine, "demo.js": leavesLine, "demo": leavesLine };
  const json = (exports: unknown, more = {}) => ({ type: "module", exports, ...more });
  await using npm = await NpmRegistry.start(
    "@acme",
    npmPlugin("@acme/plugin", leavesLine),
    { name: "@acme/cjs", json: { exports: { "./demo": "./demo.js" } }, files },
    { name: "@acme/seen", json: json({ "./demo": "./demo.js", "./package.json": "./package.json" }), files },
    { name: "@acme/conditions", json: json({ "./demo": { browser: "./gone.js", default: "./demo.js" } }), files },
    { name: "@acme/types", json: json({ "./demo": { types: "./demo.d.ts" } }), files },
    { name: "@acme/browser", json: json({ "./demo": { browser: "./demo.js" } }), files },
    { name: "@acme/plain", json: json({ ".": "./index.js" }), files },
    { name: "@acme/text", json: json("./index.js"), files },
    { name: "@acme/null", json: json({ "./demo": null, "./*": "./*" }), files },
    { name: "@acme/empty", json: json({}), files },
  );
  const names = ["plugin", "cjs", "seen", "conditions", "types", "browser", "plain", "text", "null", "empty"];
  const { verdicts, printed } = await ask(names.map((name) => `npm:@acme/${name}@^1`), npm);
  assertEquals(printed, "");
  assertEquals(Object.values(verdicts), [
    ...Array(6).fill("plugin"),
    ...Array(4).fill("no plugin"),
  ]);
});

Deno.test("npm: a package without exports is none, whatever files it has", async () => {
  const file = (name: string) => ({ [name]: leavesLine, "index.js": "" });
  await using npm = await NpmRegistry.start(
    "@acme",
    { name: "@acme/nothing", files: file("other.js") },
    { name: "@acme/file", json: { type: "module" }, files: file("demo") },
    { name: "@acme/js", files: file("demo.js") },
    { name: "@acme/folder", files: file("demo/index.js") },
    { name: "@acme/json", files: { "demo": "{}", "demo.json": "{}" } },
    { name: "@acme/null", json: { type: "module", exports: null }, files: file("demo") },
    { name: "@acme/number", json: { type: "module", exports: 1 }, files: file("demo") },
  );
  const names = ["nothing", "file", "js", "folder", "json", "null", "number"];
  const { verdicts, printed } = await ask(names.map((name) => `npm:@acme/${name}`), npm);
  assertEquals(printed, "");
  assertEquals(Object.values(verdicts), Array(7).fill("no plugin"), JSON.stringify(verdicts));
});

Deno.test("npm: a pattern that makes an export of every file makes no plugin, beside an export of its own it does", async () => {
  const files = { "demo": leavesLine, "demo.js": leavesLine, "dist/demo.js": leavesLine, "real.js": leavesLine };
  const json = (exports: Record<string, string>) => ({ type: "module", exports });
  await using npm = await NpmRegistry.start(
    "@acme",
    { name: "@acme/all", json: json({ "./*": "./*" }), files },
    { name: "@acme/js", json: json({ "./*": "./*.js" }), files },
    { name: "@acme/dist", json: json({ "./*": "./dist/*.js" }), files },
    { name: "@acme/gone", json: json({ "./*": "./gone/*.js" }), files },
    { name: "@acme/own", json: json({ "./*": "./gone/*.js", "./demo": "./real.js" }), files },
    { name: "@acme/own-all", json: json({ "./*": "./*", "./demo": "./real.js" }), files },
    { name: "@acme/own-gone", json: json({ "./*": "./dist/*.js", "./demo": "./gone.js" }), files },
  );
  const names = ["all", "js", "dist", "gone", "own", "own-all", "own-gone"];
  const { verdicts } = await ask(names.map((name) => `npm:@acme/${name}`), npm);
  assertEquals(
    Object.values(verdicts),
    [...Array(4).fill("no plugin"), ...Array(3).fill("plugin")],
    JSON.stringify(verdicts),
  );
});

Deno.test("npm: a plugin that is there and cannot be loaded is one all the same", async () => {
  const json = (target: string) => ({ type: "module", exports: { "./demo": target } });
  await using npm = await NpmRegistry.start(
    "@acme",
    npmPlugin("@acme/file", "import './gone.js';"),
    npmPlugin("@acme/export", "import '@acme/export/nowhere';"),
    npmPlugin("@acme/name", "import 'nowhere';"),
    npmPlugin("@acme/syntax", "let = = 1;"),
    { name: "@acme/target", json: json("./gone.js"), files: {} },
    { name: "@acme/outside", json: json("../../gone.js"), files: {} },
    { name: "@acme/folder", json: json("./folder"), files: { "folder/index.js": "" } },
  );
  const names = ["file", "export", "name", "syntax", "target", "outside", "folder"];
  const { verdicts } = await ask(names.map((name) => `npm:@acme/${name}`), npm);
  assertEquals(Object.values(verdicts), Array(7).fill("plugin"), JSON.stringify(verdicts));
});

Deno.test("what cannot be had is neither: absent packages and versions, and words that are no version", async () => {
  await using jsr = await JsrRegistry.start({ name: "@acme/plain", files: { "/mod.ts": "" } });
  await using npm = await NpmRegistry.start("@acme", { name: "@acme/plain", files: {} });
  const specifiers = [
    "jsr:@acme/nowhere@1",
    "jsr:@acme/plain@^7",
    "jsr:@acme/plain@latest",
    "jsr:@acme/plain@>1 <2",
    "jsr:noscope@1",
    "npm:@acme/nowhere@1",
    "npm:@acme/plain@^7",
    "npm:@acme/plain@no version",
  ];
  const { verdicts } = await ask(specifiers, { env: jsr.env, npmrc: npm.npmrc });
  assertEquals(Object.values(verdicts), Array(8).fill("unclear"), JSON.stringify(verdicts));
});

Deno.test("registries that are down, answer garbage or an error, and flags that keep Deno away, are neither", async () => {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.includes("error")) return new Response("no", { status: 500 });
    return new Response(pathname.includes("empty") ? "{}" : "<html>Unknown export './demo' for '@acme/html@1.0.0'.");
  });
  const base = `http://127.0.0.1:${server.addr.port}/`;
  const names = ["@error/a", "@empty/a", "@html/a", "@down/a"];
  const npmrc = ["error", "empty", "html"].map((scope) => `@${scope}:registry=${base}\n`).join("") +
    "@down:registry=http://127.0.0.1:9/\n";
  const all = async (specifiers: string[], options: Parameters<typeof ask>[1]) => {
    const { verdicts, answers } = await ask(specifiers, options);
    assertEquals(Object.values(verdicts), specifiers.map(() => "unclear"), JSON.stringify(answers));
  };
  const [jsr, npm] = ["jsr", "npm"].map((scheme) => names.map((name) => `${scheme}:${name}@1`)) as [string[], string[]];
  await all([...jsr.slice(0, 3), ...npm], { env: { JSR_URL: base }, npmrc });
  await all(jsr, { env: { JSR_URL: "http://127.0.0.1:9/" } });
  await all([...jsr, ...npm], { env: { JSR_URL: base }, npmrc, flags: ["--cached-only"] });
  await all(jsr, { env: { JSR_URL: base }, flags: ["--no-remote"] });
  await all(npm, { env: { JSR_URL: base }, npmrc, flags: ["--no-npm"] });
  await all(jsr, { env: { JSR_URL: base }, flags: ["--deny-import"] });
});

Deno.test("a member of the workspace is asked as a package is", async () => {
  const asked = packageOf("jsr:@acme/member@^1")!;
  using folder = new TempFolder();
  folder.write("deno.json", JSON.stringify({ workspace: ["./member", "./host"] }));
  const member = { name: "@acme/member", version: "1.0.0", exports: { ".": "./mod.ts", "./other": "./mod.ts" } };
  folder.write("member/deno.json", JSON.stringify(member));
  folder.write("member/mod.ts", leavesLine);
  folder.write("host/deno.json", "{}");
  const asking = import.meta.resolve("../../../src/load/discovery/asking.ts");
  folder.write(
    "host/ask.ts",
    `import { Asking } from ${JSON.stringify(asking)};
    for (const path of ["/demo", "/other"]) {
      await using asking = new Asking(path, 20_000);
      console.log(JSON.stringify(await asking.ask(["jsr:@acme/member@^1"])));
    }`,
  );
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "ask.ts"],
    cwd: `${folder.path}/host`,
    env: { NO_COLOR: "1", JSR_URL: "http://127.0.0.1:9/" },
  }).output();
  const [[demo], [other]] = new TextDecoder().decode(stdout).trim().split("\n").map((line) => JSON.parse(line));
  assertEquals(verdictOn(asked, "/demo", demo), "no plugin");
  assertEquals(verdictOn(asked, "/other", other), "plugin");
});
