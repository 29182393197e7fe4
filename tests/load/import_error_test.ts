import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { PluginReport } from "@tenon/tenon";
import { runHost } from "./host.ts";
import { demo, failure, PluginFolder } from "./support.ts";

async function importing(folder: PluginFolder, from: string): Promise<PluginReport> {
  const [line] = (await folder.load(demo(), { p: from })).plugins;
  assertEquals(failure(line!), "import import-failed");
  assertEquals([line!.error!.plugin, line!.error!.source], ["p", from]);
  return line!;
}

Deno.test("a module that throws is told with what it threw, which is the cause", async () => {
  const cases = [
    ["new Error('boom\\nmore')", "it threw Error: boom"],
    ["new RangeError('boom')", "it threw RangeError: boom"],
    ["'text'", 'it threw the string "text"'],
    ["null", "it threw null"],
    ["undefined", "it threw undefined"],
    ["Object.create(null)", "it threw an object"],
    ["Symbol('s')", "it threw the symbol Symbol(s)"],
  ];
  for (const [thrown, told] of cases) {
    using folder = new PluginFolder();
    const { error } = await importing(folder, folder.plugin("p.ts", `throw ${thrown};`));
    assertEquals(error!.message, `Cannot import plugin 'p' from ./p.ts: ${told}`);
    assertEquals(error!.hint, undefined);
  }
});

Deno.test("what a plugin itself throws gets no hint, even if it reads like an error of Deno's", async () => {
  using folder = new PluginFolder();
  const { error } = await importing(folder, folder.plugin("p.ts", `throw new TypeError('Module not found "x"');`));
  assertEquals(error!.hint, undefined);
});

Deno.test("a syntax error is told with its place", async () => {
  using folder = new PluginFolder();
  folder.write("p.ts", "export default {\n  a: 1\n  b: 2\n};");
  const { error } = await importing(folder, "./p.ts");
  assertStringIncludes(error!.message, "from ./p.ts: SyntaxError: Expected");
  assert(/, at file:.*\/p\.ts:3:3$/.test(error!.message), error!.message);
});

Deno.test("a file that is not there is told apart from a plugin whose import is not there", async () => {
  using folder = new PluginFolder();
  const gone = await importing(folder, "./gone.ts");
  assertEquals(gone.error!.hint, "Is the path right? Paths are relative to the manifest.");

  const inside = "The plugin is there, but something that it imports, or that its address leads to, cannot be loaded.";
  const cases = [
    "import './gone.ts';",
    "import 'gone-package';",
    "await import('./gone.ts');",
    "import './gone.json';",
  ];
  for (const [i, text] of cases.entries()) {
    folder.write(`p${i}.ts`, text);
    const { error } = await importing(folder, `./p${i}.ts`);
    assertEquals(error!.hint, inside, error!.message);
  }
});

Deno.test("the place of the import that failed is told, without colours", async () => {
  const files = {
    "a.ts": "import './gone.ts';",
    "b.ts": "\nimport '@gone/package';",
    "c.ts": "import './a.ts';",
    "d.ts": "import './d.json';",
    "d.json": "{}",
  };
  const entries = { a: "./a.ts", b: "./b.ts", c: "./c.ts", d: "./d.ts" };
  const { plugins } = await runHost(entries, { files, env: { NO_COLOR: "", FORCE_COLOR: "1" } });
  const places = Object.values(plugins).map(({ error }) => /, at file:.*\/(\w\.ts:\d+:\d+)$/.exec(error!)?.[1]);
  assertEquals(places, ["a.ts:1:8", "b.ts:2:8", "a.ts:1:8", "d.ts:1:8"]);
  const inside = "The plugin is there, but something that it imports, or that its address leads to, cannot be loaded.";
  for (const { hint } of Object.values(plugins)) assertEquals(hint, inside);
});

Deno.test("an export that a plugin imports and that is not there is told by name", async () => {
  using folder = new PluginFolder();
  folder.write("ok.ts", "export const a = 1;");
  folder.write("p.ts", `import { b } from "./ok.ts"; export default { b };`);
  const { error } = await importing(folder, "./p.ts");
  assertStringIncludes(error!.message, "it threw SyntaxError: The requested module './ok.ts'");
});

Deno.test("what is no module gets a hint", async () => {
  using folder = new PluginFolder();
  folder.write("p.json", "{}");
  folder.write("folder/p.ts", "");
  const hints: Record<string, string> = {
    "./p.json": "A plugin is a module of JavaScript or TypeScript.",
    "./folder": "That is a folder. Name the file in it.",
    "node:nothing": "Neither Node nor Deno has such a module.",
  };
  for (const [from, hint] of Object.entries(hints)) assertEquals((await importing(folder, from)).error!.hint, hint);
});

Deno.test("a name that is in no import map gets a hint; a path without './' is recognized", async () => {
  using folder = new PluginFolder();
  const hints: Record<string, string> = {
    "nothing": "The name is not in the import map. Add it with 'deno add', or write a path that begins with './'.",
    "@scope/nothing":
      "The name is not in the import map. Add it with 'deno add', or write a path that begins with './'.",
    "plugins/p.ts": "Did you mean './plugins/p.ts'? Without './' it is a name for the import map.",
    "p.mjs": "Did you mean './p.mjs'? Without './' it is a name for the import map.",
  };
  for (const [from, hint] of Object.entries(hints)) assertEquals((await importing(folder, from)).error!.hint, hint);
});

Deno.test("answers of a server get hints", async () => {
  using folder = new PluginFolder();
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/moved.ts") return Response.redirect(new URL("/404", request.url));
    const headers = { "content-type": "text/typescript" };
    if (pathname === "/imports.ts") return new Response("import './404';", { headers });
    return new Response("no", { status: Number(pathname.slice(1)) });
  });
  const base = `http://127.0.0.1:${server.addr.port}`;
  const hint = async (path: string) => (await importing(folder, base + path)).error!.hint!;
  assertEquals(await hint("/404"), "The server has no such file. Is the address right?");
  assertStringIncludes(await hint("/403"), "The server did not give it.");
  assertStringIncludes(await hint("/500"), "The server did not give it.");
  assertStringIncludes(await hint("/imports.ts"), "or that its address leads to, cannot be loaded");
  assertStringIncludes(await hint("/moved.ts"), "or that its address leads to, cannot be loaded");
});

Deno.test("a server that cannot be reached gets a hint", async () => {
  using folder = new PluginFolder();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const { error } = await importing(folder, `http://127.0.0.1:${port}/p.ts`);
  assertEquals(error!.hint, "The server could not be reached. Is the network up, and the address right?");
});

Deno.test("where the host lacks the permission to load a module, the error names the flag", async () => {
  const { plugins } = await runHost({ a: "./a.ts", b: "http://127.0.0.1:9/b.ts" }, {
    files: { "a.ts": "export default {};" },
    flags: ["--no-prompt"],
  });
  assertStringIncludes(plugins.a!.error!, "run again with the --allow-read flag");
  assertStringIncludes(plugins.b!.error!, "run again with the --allow-import flag");
  assertStringIncludes(plugins.b!.hint!, "Start the host with the flag that the error names.");
});
