import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Permissions } from "@tenon/tenon";
import { demo, failure, PluginFolder, standaloneText } from "./support.ts";

const leavesFile = "Deno.writeTextFileSync(new URL('./ran.txt', import.meta.url), '');\nexport default {};";

Deno.test("an entry that does not grant what the host may do is refused, and its code never runs", async () => {
  const cases: [Permissions | undefined, string][] = [
    [undefined, "no permissions"],
    ["none", "no permissions"],
    [{}, "only some permissions"],
    [{ read: true, net: ["example.com"] }, "only some permissions"],
  ];
  for (const [permissions, granted] of cases) {
    using folder = new PluginFolder();
    const from = folder.plugin("p.ts", leavesFile);
    const plugins = { p: permissions === undefined ? from : { from, permissions } };
    const report = await demo().load({ plugins }, { base: `file://${folder.path}/` });
    const [line] = report.plugins;
    assertEquals(failure(line!), "grant not-granted");
    assertStringIncludes(line!.error!.message, `Cannot load plugin 'p' from ./p.ts: its entry grants ${granted}`);
    assertStringIncludes(line!.error!.hint!, `"p": { "from": "./p.ts", "permissions": "inherit" }`);
    assertEquals([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["p.ts"]);
  }
});

Deno.test("a manifest that was fetched grants nothing, whatever it says, and no plugin is fetched", async () => {
  const asked: string[] = [];
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    if (pathname === "/old.jsonc") return Response.redirect(new URL("/plugins.jsonc", request.url));
    return new Response(`{ "plugins": {
      "a": { "from": "./a.ts", "permissions": "inherit" },
      "b": { "from": "file:///b.ts", "permissions": "inherit", "required": false },
      "c": "jsr:@a/b" } }`);
  });
  const url = `http://127.0.0.1:${server.addr.port}/old.jsonc`;
  for (const source of [url, new URL(url)]) {
    const report = await demo().load(source);
    assertEquals(report.plugins.map(failure), Array(3).fill("grant remote-grant"));
    const { message, hint } = report.plugins[0]!.error!;
    assertStringIncludes(message, `its manifest was fetched from http://127.0.0.1:${server.addr.port}/plugins.jsonc`);
    assertStringIncludes(hint!, "into a manifest of your own");
  }
  assertEquals(new Set(asked), new Set(["/old.jsonc", "/plugins.jsonc"]));
});

Deno.test("an option 'base' does not make a fetched manifest a local one", async () => {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    return new Response(`{ "plugins": { "a": { "from": "./a.ts", "permissions": "inherit" } } }`);
  });
  const report = await demo().load(`http://127.0.0.1:${server.addr.port}/`, { base: "file:///" });
  assertEquals(report.plugins.map(failure), ["grant remote-grant"]);
});

Deno.test("a manifest that is an object can grant even if its base is on the web: it is the host's own code", async () => {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    const headers = { "content-type": "text/javascript" };
    return new Response(standaloneText("export const say = hookimpl(() => 'web');"), { headers });
  });
  const base = `http://127.0.0.1:${server.addr.port}/host/main.ts`;
  const pm = demo();
  await pm.load({ plugins: { a: { from: "./a.js", permissions: "inherit" } } }, { base });
  assertEquals(pm.hook.say({ to: "" }), ["web"]);
});
