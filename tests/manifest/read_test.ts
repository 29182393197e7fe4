import { assertEquals, assertRejects } from "@std/assert";
import { parse } from "@std/jsonc";
import { readManifest } from "../../src/manifest/read.ts";
import { readText, TempFolder } from "./support.ts";

const EMPTY = {
  permissions: "none" as const,
  isolation: undefined,
  dangerous: false,
  memoryMb: undefined,
  options: undefined,
  enabled: true,
  required: false,
  timeoutMs: undefined,
  onError: undefined,
  integrity: undefined,
  requires: undefined,
  ignoreVersion: false,
  before: undefined,
  after: undefined,
};

Deno.test("an entry that is a string is short for one with 'from'", async () => {
  const { entries } = await readManifest({ plugins: { a: "./a.ts", b: { from: "./a.ts" } } });
  assertEquals(entries, [{ name: "a", from: "./a.ts", ...EMPTY }, { name: "b", from: "./a.ts", ...EMPTY }]);
});

Deno.test("everything an entry can say is in the result", async () => {
  const entry = {
    from: "npm:slack@2.0.0",
    permissions: { net: ["hooks.slack.com"], env: { allow: true, deny: ["HOME"] }, run: false },
    isolation: "process" as const,
    dangerous: true,
    memoryMb: 64,
    options: { deep: [{ a: null }] },
    enabled: false,
    required: true,
    timeoutMs: 5000,
    onError: "skip" as const,
    integrity: `sha512-${"A".repeat(86)}==`,
    requires: "^1",
    ignoreVersion: true,
    before: ["a"],
    after: ["b", "c"],
  };
  const { entries } = await readManifest({ plugins: { slack: entry } });
  assertEquals(entries, [{ name: "slack", ...entry }]);
});

Deno.test("entries are in the order of the text, numbers among the names included", async () => {
  const { entries } = await readText(`{ "plugins": { "b": "./b.ts", "2": "./2.ts", "a": "./a.ts", "1": "./1.ts" } }`);
  assertEquals(entries.map(({ name }) => name), ["b", "2", "a", "1"]);
});

Deno.test("an entry knows where its name stands", async () => {
  const { entries } = await readText(
    `{\n  "plugins": {\r\n    "a": "./a.ts", "b": "./b.ts"\r    , "c": "./c.ts",\n"d": "./d.ts"}}`,
  );
  assertEquals(entries.map(({ position }) => position), [
    { line: 3, column: 5 },
    { line: 3, column: 20 },
    { line: 4, column: 7 },
    { line: 5, column: 1 },
  ]);
});

Deno.test("comments and trailing commas are fine", async () => {
  const { entries } = await readText(`// one
    { /* two */ "plugins": { "a": /* three // */ { "from": "./a.ts", "permissions": { "read": ["a", ], }, }, }, } // four`);
  assertEquals(entries.map(({ name }) => name), ["a"]);
});

Deno.test("a byte order mark is skipped and does not count as a column", async () => {
  const { entries } = await readText(`\uFEFF{"plugins": {"a": "./a.ts"}}`);
  assertEquals(entries[0]?.position, { line: 1, column: 14 });
});

Deno.test("a manifest without plugins has no entries", async () => {
  assertEquals((await readText(`{ "$schema": "./s.json", "plugins": {} }`)).entries, []);
});

Deno.test("a relative path is relative to the working folder", async () => {
  using folder = new TempFolder();
  folder.write("plugins.jsonc", `{"plugins": {}}`);
  const before = Deno.cwd();
  Deno.chdir(folder.path);
  try {
    const { url } = await readManifest("./plugins.jsonc");
    assertEquals(Deno.realPathSync(url!), Deno.realPathSync(`${folder.path}/plugins.jsonc`));
  } finally {
    Deno.chdir(before);
  }
});

Deno.test("a path may have characters that mean something in a URL", async () => {
  using folder = new TempFolder();
  for (const name of ["a b.jsonc", "100%25.jsonc", "what?.jsonc", "#1.jsonc", "ü:é.jsonc", "%.jsonc"]) {
    if (Deno.build.os === "windows" && /[?:]/.test(name)) continue;
    const path = folder.write(name, `{"plugins": {}}`);
    const { url } = await readManifest(path);
    assertEquals(await readManifest(url!), { url, entries: [], discover: true }, name);
    assertEquals(await readManifest(url!.href), { url, entries: [], discover: true }, name);
  }
});

Deno.test("the manifest's URL is the base for what is relative in it", async () => {
  using folder = new TempFolder();
  const { url } = await readManifest(folder.write("plugins.jsonc", `{"plugins": {}}`));
  folder.write("plugin.ts", "export default {}");
  assertEquals(Deno.readTextFileSync(new URL("./plugin.ts", url)), "export default {}");
});

Deno.test("a manifest can be on the web; its URL is the one after redirects", async () => {
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    return new URL(request.url).pathname === "/old"
      ? Response.redirect(new URL("/new/plugins.jsonc", request.url))
      : new Response(`{"plugins": {"a": "./a.ts"}}`);
  });
  const base = `http://127.0.0.1:${server.addr.port}`;
  const { url, entries } = await readManifest(`${base}/old`);
  assertEquals(url?.href, `${base}/new/plugins.jsonc`);
  assertEquals(entries[0]?.from, "./a.ts");
});

Deno.test("a manifest in memory has no positions, and the base that it is given", async () => {
  const manifest = { plugins: { a: "./a.ts" } };
  const { url, entries } = await readManifest(manifest);
  assertEquals([url, entries[0] && "position" in entries[0]], [undefined, false]);
  assertEquals((await readManifest(manifest, { base: "file:///app/" })).url, new URL("file:///app/"));
});

Deno.test("a key whose value is undefined counts as left out", async () => {
  const manifest = { plugins: { a: { from: "./a.ts", timeoutMs: undefined } } };
  // @ts-expect-error: the types want the key left out.
  const { entries } = await readManifest(manifest);
  assertEquals(entries, [{ name: "a", from: "./a.ts", ...EMPTY }]);
});

Deno.test("later changes to a manifest in memory do not reach the result", async () => {
  const options = { list: [1] };
  const { entries } = await readManifest({ plugins: { a: { from: "./a.ts", options } } });
  options.list.push(2);
  assertEquals(entries[0]?.options, { list: [1] });
});

Deno.test("a plugin can have any visible name, '__proto__' and 'constructor' included", async () => {
  const { entries } = await readText(`{"plugins": {"__proto__": "./a.ts", "constructor": {"from": "./b.ts"}}}`);
  assertEquals(entries.map(({ name, from }) => [name, from]), [["__proto__", "./a.ts"], ["constructor", "./b.ts"]]);
  assertEquals(({} as { from?: string }).from, undefined);
});

Deno.test("'__proto__' in options is data and touches no prototype", async () => {
  const { entries } = await readText(
    `{"plugins": {"a": {"from": "./a.ts", "options": {"__proto__": {"polluted": 1}}}}}`,
  );
  const options = entries[0]!.options as Record<string, unknown>;
  assertEquals(Object.keys(options), ["__proto__"]);
  assertEquals(options.polluted, undefined);
  assertEquals(Object.getPrototypeOf(options), Object.prototype);
});

Deno.test("a wrong base is the caller's mistake, not the manifest's", async () => {
  await assertRejects(() => readManifest({ plugins: {} }, { base: "nowhere" }), TypeError);
});

Deno.test("the manifest of this repository says the same to another reader of JSONC", async () => {
  const file = new URL("../../plugins.jsonc", import.meta.url);
  const { plugins } = parse(await Deno.readTextFile(file)) as {
    plugins: Record<string, string | { from: string }>;
  };
  const { entries } = await readManifest(file);
  assertEquals(
    entries.map(({ name, from }) => [name, from]),
    Object.entries(plugins).map(([name, entry]) => [name, typeof entry === "string" ? entry : entry.from]),
  );
});
