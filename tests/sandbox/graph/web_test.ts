import { assertEquals, assertStringIncludes } from "@std/assert";
import { changedSince } from "../../../src/sandbox/graph/mod.ts";
import { Place, start, Web } from "./support.ts";

Deno.test("a plugin from a web server runs without any permission, and the second time without a request", async () => {
  await using web = new Web({
    "/a.ts": "import { b } from './b.ts'; export default () => b;",
    "/b.ts": "export const b = 1;",
  });
  using place = new Place();
  assertEquals(await place.run(web.url("/a.ts")), 1);
  assertEquals(await place.run(web.url("/a.ts")), 1);
  assertEquals([...web.requests].sort(), ["/a.ts", "/b.ts"]);
});

Deno.test("a plugin from a web server may not import local files, however it names them", async () => {
  using place = new Place({ "secret.ts": "export default 1;", "secret.txt": "secret" });
  await using web = new Web({
    "/code.ts": `import "${place.url("secret.ts")}";`,
    "/text.ts": `import text from "${place.url("secret.txt")}" with { type: "text" };`,
    "/lazy.ts": `export default () => import("${place.url("secret.ts")}");`,
    "/moved.ts": `->${place.url("secret.ts")}`,
  });
  for (const name of ["/code.ts", "/text.ts", "/lazy.ts"]) {
    const { code, text } = await place.refuses(web.url(name), { readable: () => true });
    assertEquals(code, "edge-leaves");
    assertStringIncludes(text, "secret.t");
  }
  assertEquals((await place.refuses(web.url("/moved.ts"))).code, "fetch-failed");
});

Deno.test("no request goes to a host that was not granted, and none after the plugin has started", async () => {
  await using evil = new Web({ "/x.ts": "export default 1;" });
  await using granted = new Web({ "/x.ts": "export default 1;", "/moved.ts": `->${evil.url("/x.ts")}` });
  using place = new Place();
  const kinds = [
    (url: string) => `import "${url}";`,
    (url: string) => `export * from "${url}";`,
    (url: string) => `import text from "${url}" with { type: "text" };`,
    (url: string) => `import json from "${url}" with { type: "json" };`,
  ];
  for (const kind of kinds) {
    place.write("plugin.ts", kind(evil.url("/x.ts")));
    const { code, text } = await place.refuses("plugin.ts", { importHosts: [granted.host] });
    assertEquals(code, "import-host");
    assertStringIncludes(text, evil.host);
  }
  place.write("plugin.ts", `import "${granted.url("/moved.ts")}";`);
  assertEquals((await place.refuses("plugin.ts", { importHosts: [granted.host] })).code, "import-host");
  place.write(
    "plugin.ts",
    `const attempts = [() => import("${evil.url("/x.ts")}"), ...["${evil.url("/x.ts")}", "${
      granted.url("/y.ts")
    }"].flatMap((url) => [
      () => import(url),
      ...["text", "json"].map((type) => () => import(url, { with: { type } })),
    ])];
    export default () => Promise.all(attempts.map((attempt) => attempt().then(() => "loaded", () => "refused")));`,
  );
  const requests = granted.requests.length;
  assertEquals(new Set(await place.run("plugin.ts") as string[]), new Set(["refused"]));
  assertEquals([evil.requests, granted.requests.length], [[], requests]);
});

Deno.test("a plugin may import from hosts that were granted, and runs with these and its own alone", async () => {
  await using granted = new Web({ "/x.ts": "export const x = 1;" });
  using place = new Place({ "plugin.ts": `import { x } from "${granted.url("/x.ts")}"; export default () => x;` });
  const prepared = await place.prepare("plugin.ts", { importHosts: [granted.host] });
  assertEquals(prepared.importHosts, [granted.host]);
  assertEquals(prepared.flags.filter((flag) => flag.includes("import=")), [`--allow-import=${granted.host}`]);
  assertEquals(await start(prepared), 1);
  assertEquals(await changedSince(prepared.files), undefined);
});

Deno.test("a module that is no longer what was fetched first stays as it was", async () => {
  const files: Record<string, string> = { "/a.ts": "export default () => 1;" };
  await using web = new Web(files);
  using place = new Place();
  assertEquals(await place.run(web.url("/a.ts")), 1);
  files["/a.ts"] = "export default () => 2;";
  assertEquals(await place.run(web.url("/a.ts")), 1);
});

Deno.test("a module that is not what the host has pinned is refused", async () => {
  await using web = new Web({ "/a.ts": "export default () => 1;" });
  using place = new Place();
  const lock = place.write(
    "host/deno.lock",
    JSON.stringify({ version: "5", remote: { [web.url("/a.ts")]: "0".repeat(64) } }),
  );
  const { code, text } = await place.refuses(web.url("/a.ts"), { lock });
  assertEquals(code, "bad-lock");
  assertStringIncludes(text, web.url("/a.ts"));
});
