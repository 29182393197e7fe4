import { assertEquals, assertStringIncludes } from "@std/assert";
import { lookAtGraph } from "../../../src/sandbox/graph/mod.ts";
import { Place, start } from "./support.ts";

/** A package with a plugin in a folder of it, and things that lie in the plugin's folder, in the package and outside. */
const FILES = {
  "pkg/deno.json": "{}",
  "pkg/plugins/near.ts": "export default 'near';",
  "pkg/plugins/near.txt": "near",
  "pkg/lib/code.ts": "export default 'code';",
  "pkg/lib/data.json": '"data"',
  "pkg/lib/data.txt": "data",
  "pkg/.env": "KEY=secret",
  "outside/code.ts": "export default 'outside';",
  "outside/data.txt": "outside",
};

/** Modules that do not hold what they seem to import: harmless. */
const HARMLESS = {
  "code in the package": `import code from "../lib/code.ts"; export default () => code;`,
  "code and data in its own folder":
    `import code from "./near.ts"; import text from "./near.txt" with { type: "text" }; export default () => code + text;`,
  "code in the package on demand": `export default async () => (await import("../lib/code.ts")).default;`,
  "types from outside":
    `import type code from "../../outside/code.ts"; export default () => 1 as typeof code | number;`,
  "types from outside in an expression": `export default () => 1 as number | import("../../outside/code.ts").default;`,
  "types from outside in comments":
    `/// <reference path="../../outside/code.ts" />\n// @deno-types="../../outside/code.ts"\nimport "./near.ts"; export default () => 1;`,
  "what is not there on demand": `export default () => import("./none.ts").then(() => "there", () => "not there");`,
};

for (const [what, code] of Object.entries(HARMLESS)) {
  Deno.test(`a local plugin may import ${what}`, async () => {
    using place = new Place({ ...FILES, "pkg/plugins/it.ts": code });
    const answer = await place.run("pkg/plugins/it.ts");
    assertEquals(["code", "nearnear\n", "nearnear", 1, "not there"].includes(answer as string), true, String(answer));
  });
}

Deno.test("a local plugin may import Tenon from a checkout, as code", async () => {
  const tenon = new URL("../../../mod.ts", import.meta.url).href;
  using place = new Place({
    ...FILES,
    "pkg/deno.json": `{ "imports": { "@tenon/tenon": "${tenon}" } }`,
    "pkg/plugins/it.ts": `import { hookimplMarker } from "@tenon/tenon"; export default () => typeof hookimplMarker;`,
    "pkg/plugins/text.ts": `import text from "@tenon/tenon" with { type: "text" }; export default () => text;`,
  });
  assertEquals(await place.run("pkg/plugins/it.ts"), "function");
  assertEquals((await place.refuses("pkg/plugins/text.ts")).code, "edge-leaves");
});

const OUT = "../../outside";
const REFUSED = {
  "code outside": `import "${OUT}/code.ts";`,
  "code outside by URL": `import "file://PLACE/outside/code.ts";`,
  "code outside by absolute path": `import "PLACE/outside/code.ts";`,
  "code outside, exported on": `export * from "${OUT}/code.ts";`,
  "code outside on demand": `export default () => import("${OUT}/code.ts");`,
  "code outside on demand, by a text without holes": "export default () => import(`../../outside/code.ts`);",
  "code outside on demand, by a text with a hole": "export default (name) => import(`./linked/${name}.ts`);",
  "code outside, deferred": `import defer * as code from "${OUT}/code.ts";`,
  "text outside": `import text from "${OUT}/data.txt" with { type: "text" };`,
  "text outside, as code": `export default () => import("${OUT}/data.txt");`,
  "text outside on demand": `export default () => import("${OUT}/data.txt", { with: { type: "text" } });`,
  "text outside on demand, by attributes that are made up":
    `const type = "text"; export default () => import("${OUT}/data.txt", { with: { type } });`,
  "text of the package outside its folder": `import text from "../lib/data.txt" with { type: "text" };`,
  "JSON of the package outside its folder": `import json from "../lib/data.json" with { type: "json" };`,
  "code of the package as text": `import text from "../lib/code.ts" with { type: "text" };`,
  "code of the package as text, with an escape": `import text from "../lib/code.ts" with { "type": "te\\u0078t" };`,
  "code of the package as text and code":
    `import code from "../lib/code.ts"; import text from "../lib/code.ts" with { type: "text" };`,
  "code of the package as code and text in two modules":
    `import "./other.ts"; import text from "../lib/code.ts" with { type: "text" };`,
  "settings of the package": `export default () => import("../.env");`,
  "a link out of its folder": `import text from "./link.txt" with { type: "text" };`,
  "a link to what is no code": `export default () => import("./link.ts");`,
  "a folder that is a link": `import "./linked/code.ts";`,
  "an encoded way out": `import "./..%2F..%2F..%2Foutside/code.ts";`,
  "a device": `import text from "/dev/zero" with { type: "text" };`,
  "a link to a device": `import text from "./zero.txt" with { type: "text" };`,
  "bytes outside": `import bytes from "${OUT}/data.txt" with { type: "bytes" };`,
  "a file outside that is not there": `export default () => import("${OUT}/none.ts");`,
  "the runner": `import "../../runner/main.ts";`,
  "code that imports code outside": `import "./through.ts";`,
};

for (const [what, code] of Object.entries(REFUSED)) {
  Deno.test(`a local plugin may not import ${what}`, async () => {
    using place = new Place({
      ...FILES,
      "pkg/plugins/other.ts": `import "../lib/code.ts";`,
      "pkg/plugins/through.ts": `import "./../../outside/code.ts";`,
    });
    Deno.symlinkSync(`${place.path}/outside/data.txt`, `${place.path}/pkg/plugins/link.txt`);
    Deno.symlinkSync(`${place.path}/outside/data.txt`, `${place.path}/pkg/plugins/link.ts`);
    Deno.symlinkSync(`${place.path}/outside`, `${place.path}/pkg/plugins/linked`);
    Deno.symlinkSync("/dev/zero", `${place.path}/pkg/plugins/zero.txt`);
    place.write("pkg/plugins/it.js", code.replace("PLACE", place.path));
    const { code: error, text } = await place.refuses("pkg/plugins/it.js");
    assertEquals(error, "edge-leaves", text);
    assertStringIncludes(text, "plugins/");
    assertEquals(text.includes("secret"), false);
    const url = place.url("pkg/plugins/it.js");
    if (what === "the runner") return;
    const look = lookAtGraph({ plugin: "it", source: "it", url, importHosts: [] });
    assertEquals(await look.then(() => "", ({ code }) => code), "edge-leaves");
  });
}

Deno.test("data that a plugin may read anyway may be imported from outside its folder", async () => {
  using place = new Place({
    ...FILES,
    "pkg/plugins/it.ts": `import text from "../../outside/data.txt" with { type: "text" }; export default () => text;`,
  });
  const readable = (path: string) => path === `${place.path}/outside/data.txt`;
  assertEquals(await place.run("pkg/plugins/it.ts", { readable }), "outside");
  assertEquals((await place.refuses("pkg/plugins/it.ts", { readable: () => false })).code, "edge-leaves");
});

Deno.test("whether a file may be read is asked of the file that a link leads to", async () => {
  using place = new Place({
    ...FILES,
    "granted/none.txt": "",
    "pkg/plugins/it.ts": `import text from "../../granted/link.txt" with { type: "text" }; export default () => text;`,
  });
  Deno.symlinkSync(`${place.path}/outside/data.txt`, `${place.path}/granted/link.txt`);
  const readable = (path: string) => path.startsWith(`${place.path}/granted/`);
  assertEquals((await place.refuses("pkg/plugins/it.ts", { readable })).code, "edge-leaves");
});

Deno.test("a module without an end is refused", async () => {
  using place = new Place({ "it.ts": `import "./endless.ts";` });
  Deno.symlinkSync("/dev/zero", `${place.path}/endless.ts`);
  assertEquals((await place.refuses("it.ts")).code, "too-large");
});

Deno.test("a plugin without a project may import code from its own folder only", async () => {
  using place = new Place({ "a/it.ts": `import "../b/code.ts";`, "b/code.ts": "" });
  assertEquals((await place.refuses("a/it.ts")).code, "edge-leaves");
});

Deno.test("a plugin that is itself a link is at home where the link is", async () => {
  using place = new Place({ "plugins/code.ts": "export default 5;", "plugins/deno.json": "{}" });
  place.write("elsewhere/it.ts", `import code from "./code.ts"; export default () => code;`);
  Deno.symlinkSync(`${place.path}/elsewhere/it.ts`, `${place.path}/plugins/it.ts`);
  assertEquals(await place.run("plugins/it.ts"), 5);
});

Deno.test("what cannot be found is named, with who imports it", async () => {
  using place = new Place({ "it.ts": `import "./other.ts";`, "other.ts": `import "./none.ts";` });
  const { code, text } = await place.refuses("it.ts");
  assertEquals(code, "missing-module");
  assertStringIncludes(text, "/other.ts imports file://");
  assertStringIncludes(text, "/none.ts");
  assertEquals((await place.refuses("none/at/all.ts")).code, "missing-module");
});

Deno.test("a bare name that means nothing is named, with what to do", async () => {
  using place = new Place({ "it.ts": `import "nothing";` });
  const { code, text } = await place.refuses("it.ts");
  assertEquals(code, "missing-module");
  assertStringIncludes(text, "'nothing'");
  assertStringIncludes(text, "deno.json");
});

Deno.test("code with a mistake is an error that does not show the code", async () => {
  using place = new Place({ "it.ts": `const secret = = 1;` });
  const { code, text } = await place.refuses("it.ts");
  assertEquals(code, "missing-module");
  assertEquals(text.includes("secret"), false, text);
});

Deno.test("once it has started, a plugin can load no file that is not in its graph", async () => {
  using place = new Place({
    ...FILES,
    "pkg/plugins/it.ts": `const attempts = ["./near.ts", "../lib/code.ts"].flatMap((path) => [
        () => import(path),
        () => import(path, { with: { type: "text" } }),
        () => new Promise((resolve, reject) => {
          const worker = new Worker(import.meta.resolve(path), { type: "module" });
          worker.onerror = (event) => (event.preventDefault(), reject());
          worker.onmessage = resolve;
        }),
        () => import("data:text/javascript," + encodeURIComponent("import '" + import.meta.resolve(path) + "'")),
      ]);
      export default () => Promise.all(attempts.map(async (attempt) => {
        try { await attempt(); return "loaded"; } catch { return "refused"; }
      }));`,
    "pkg/plugins/near.ts": "self.postMessage?.(1);",
    "pkg/lib/code.ts": "self.postMessage?.(1);",
  });
  const prepared = await place.prepare("pkg/plugins/it.ts");
  assertEquals(new Set(await start(prepared, "--allow-read") as string[]), new Set(["loaded"]));
  assertEquals(new Set(await start(prepared) as string[]), new Set(["refused"]));
});
