import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Permissions } from "@tenon/tenon";
import { demo, failure, PluginFolder, standaloneText } from "./support.ts";

/** A server with a manifest, and a plugin that says where it came from and what it can read. */
function serve(manifest: string, asked: string[] = []): Deno.HttpServer<Deno.NetAddr> {
  const plugin = standaloneText(`
    export const find = hookimpl(async ({ id }) => {
      try { return typeof Deno.readTextFileSync("/etc/passwd"); } catch (error) { return error.name; }
    });`);
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    if (pathname === "/old.jsonc") return Response.redirect(new URL("/plugins.jsonc", request.url));
    return pathname.endsWith(".js")
      ? new Response(plugin, { headers: { "content-type": "text/javascript" } })
      : new Response(manifest);
  });
}

Deno.test("an entry without permissions, or with a set of them, runs in a process of its own that has only these", async () => {
  const cases: [Permissions | undefined, string, string][] = [
    [undefined, "NotCapable", "none"],
    ["none", "NotCapable", "none"],
    [{}, "NotCapable", "none"],
    [{ read: ["/etc/passwd"] }, "string", "read /etc/passwd"],
  ];
  for (const [permissions, answer, grant] of cases) {
    using folder = new PluginFolder();
    folder.write(
      "p.ts",
      standaloneText(`export const find = hookimpl(async () => {
        try { return typeof Deno.readTextFileSync("/etc/passwd"); } catch (error) { return error.name; }
      });`),
    );
    await using pm = demo();
    const plugins = { p: permissions === undefined ? "./p.ts" : { from: "./p.ts", permissions } };
    const report = await pm.load({ plugins }, { base: `file://${folder.path}/` });
    const [line] = report.plugins;
    assertEquals([line!.error, line!.isolation, line!.grant], [undefined, "process", grant]);
    assertEquals(await pm.hook.find({ id: 1 }), answer);
  }
});

Deno.test("a manifest that was fetched grants nothing, whatever it says: its plugins run without permissions", async () => {
  await using server = serve(`{ "plugins": { "a": { "from": "./a.js", "permissions": "inherit" } } }`);
  const url = `http://127.0.0.1:${server.addr.port}/old.jsonc`;
  for (const source of [url, new URL(url)]) {
    for (const options of [{}, { base: "file:///" }]) {
      await using pm = demo();
      const { plugins: [line] } = await pm.load(source, options);
      assertEquals([line!.error, line!.isolation, line!.grant, line!.wanted], [
        undefined,
        "process",
        "none",
        "inherit",
      ]);
      assertStringIncludes(line!.note!, "which can ask for permissions, but not grant them");
      assertEquals(await pm.hook.find({ id: 1 }), "NotCapable");
    }
  }
});

Deno.test("the host's code grants to plugins of a manifest that was fetched", async () => {
  await using server = serve(
    `{ "plugins": { "a": "./a.js", "b": { "from": "./b.js", "permissions": { "read": true } } } }`,
  );
  await using pm = demo();
  const report = await pm.load(`http://127.0.0.1:${server.addr.port}/plugins.jsonc`, {
    grants: { a: { permissions: { read: ["/etc/passwd"] } } },
  });
  assertEquals(report.plugins.map(({ grant, wanted }) => [grant, wanted]), [
    ["read /etc/passwd", undefined],
    ["none", "read everything"],
  ]);
  const answers = await pm.hook.find.attributed({ id: 1 });
  assertEquals(answers, { plugin: "b", value: "NotCapable" });
});

Deno.test("a manifest that was fetched cannot name local files", async () => {
  const asked: string[] = [];
  await using server = serve(`{ "plugins": { "b": { "from": "file:///b.ts" } } }`, asked);
  const report = await demo().load(`http://127.0.0.1:${server.addr.port}/plugins.jsonc`);
  assertEquals(report.plugins.map(failure), ["resolve local-from-elsewhere"]);
  assertEquals(asked, ["/plugins.jsonc"]);
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

Deno.test("a sync hook refuses an isolated plugin, with the reason and what to do", async () => {
  using folder = new PluginFolder();
  folder.write("p.ts", standaloneText("export const say = hookimpl(() => 1);"));
  await using pm = demo();
  const { plugins: [line] } = await pm.load({ plugins: { p: "./p.ts" } }, { base: `file://${folder.path}/` });
  assertEquals(failure(line!), "register isolated-impl-of-sync-hook");
  assertStringIncludes(line!.error!.message, "the plugin is isolated");
  assertStringIncludes(line!.error!.message, `"permissions": "inherit"`);
});
