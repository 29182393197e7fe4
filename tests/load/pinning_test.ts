import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { noteOfRedirect, refusePlainHttp } from "../../src/load/integrity/address.ts";
import { PluginLoadError } from "../../src/load/errors.ts";
import { JsrRegistry } from "../support/jsr_registry.ts";
import { sha256, Sources } from "../support/sources.ts";
import { TempFolder } from "../support/temp_folder.ts";
import { Counter, KINDS, run, statesOf } from "./integrity_support.ts";
import { runHost } from "./host.ts";
import { demo, standaloneText } from "./support.ts";

const says = (word: string) => standaloneText(`export default { say: hookimpl(() => "${word}") };`);

Deno.test("with --frozen, nothing that the lockfile does not list is loaded, from any kind of source", async () => {
  await using counter = new Counter();
  await using sources = await Sources.start(counter.module("good"));
  using folder = new TempFolder();
  const options = { folder, files: sources.files, then: "" };
  const entries = Object.fromEntries(KINDS.map((kind) => [kind, sources.specifiers[kind]]));
  await run(sources, {}, options);
  const lock = Deno.readTextFileSync(`${folder.path}/deno.lock`);
  const frozen = {
    ...options,
    flags: ["-A", "--frozen"],
    files: { ".npmrc": sources.files[".npmrc"]!, "deno.lock": lock },
  };
  const result = await run(sources, entries, frozen);
  assertEquals(statesOf(result), { url: "failed", jsr: "failed", npm: "failed" }, JSON.stringify(result));
  assertEquals(counter.take(), []);
  for (const { hint } of Object.values(result.plugins)) {
    assertEquals(hint, "The lockfile does not list it. Run once without --frozen to add it.");
  }
  await run(sources, entries, options);
  counter.take();
  const listed = { ...frozen, files: {} };
  assertEquals(statesOf(await run(sources, entries, listed)), { url: "loaded", jsr: "loaded", npm: "loaded" });
});

Deno.test("a source with integrity that deno.lock pins differently is a line in the report: the host lives", async () => {
  await using counter = new Counter();
  await using sources = await Sources.start(counter.module("good"));
  using folder = new TempFolder();
  const { url, jsr } = sources.specifiers;
  await run(sources, { url, jsr }, { folder, then: "" });
  counter.take();
  await sources.serve(counter.module("evil"));
  // The entries know of the change; the lock does not.
  const integrity = await sources.integrities();
  const entries = { url: { from: url, integrity: integrity.url }, jsr: { from: jsr, integrity: integrity.jsr } };
  const result = await run(sources, entries, { folder, files: {} });
  assertEquals([result.code, statesOf(result)], [0, { url: "failed", jsr: "failed" }], JSON.stringify(result));
  assertEquals(counter.take(), []);
  assertStringIncludes(result.plugins.url!.error!, "what is served is not what was pinned");
  assertStringIncludes(result.plugins.url!.hint!, "deno.lock");
});

Deno.test("a range stays at the version that the lock lists, though a newer one is there", async () => {
  using folder = new TempFolder();
  const entries = { words: "jsr:@acme/words@^1" };
  const options = { folder, ownCache: true, then: "console.log(pm.hook.say({ to: '' }).join());" };
  const one = { name: "@acme/words", version: "1.0.0", files: { "/mod.ts": says("1.0.0") } };
  const two = { name: "@acme/words", version: "1.1.0", files: { "/mod.ts": says("1.1.0") } };
  await using before = await JsrRegistry.start(one);
  assertEquals((await runHost(entries, { ...options, env: before.env })).lines, ["1.0.0"]);
  await using after = await JsrRegistry.start(one, two);
  assertEquals((await runHost(entries, { ...options, env: after.env })).lines, ["1.0.0"]);
  assertEquals((await runHost(entries, { ...options, folder: undefined!, env: after.env })).lines, ["1.1.0"]);

  // The range itself is another one: that is for whoever writes the lock to say.
  const moved = await runHost({ words: "jsr:@acme/words@^1.1" }, {
    ...options,
    env: after.env,
    flags: ["-A", "--frozen"],
  });
  assertEquals(moved.plugins.words!.state, "failed");
  assertEquals(moved.plugins.words!.hint, "The lockfile does not list it. Run once without --frozen to add it.");
});

Deno.test("a version that the lock lists and the registry has no more is told", async () => {
  using folder = new TempFolder();
  const options = { folder, ownCache: true };
  const words = (version: string) => ({ name: "@acme/words", version, files: { "/mod.ts": says(version) } });
  await using before = await JsrRegistry.start(words("1.0.0"));
  await runHost({ words: "jsr:@acme/words@^1" }, { ...options, env: before.env });
  await using after = await JsrRegistry.start(words("1.1.0"));
  const { plugins } = await runHost({ words: "jsr:@acme/words@^1" }, { ...options, env: after.env });
  assertEquals(plugins.words!.state, "failed");
  assertStringIncludes(plugins.words!.hint!, "The registry does not have the version that the lockfile lists.");
});

Deno.test("http: off this machine is refused before anything is fetched, in the host and isolated", async () => {
  await using pm = demo();
  const from = "http://plugins.example/p.ts";
  const report = await pm.load({
    plugins: {
      host: { from, permissions: "inherit" },
      isolated: { from },
    },
  });
  assertEquals(report.plugins.map(({ error }) => error?.code), ["plain-http", "plain-http"]);
  assertStringIncludes(report.plugins[0]!.error!.message, "can be changed by anyone on the way here");
});

Deno.test("an address that leads elsewhere: pinned, the hash of what is there decides; not pinned, it is noted", async () => {
  const text = standaloneText(`export default class { say = hookimpl(() => "there"); }`);
  await using there = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    return new Response(text, { headers: { "content-type": "text/javascript" } });
  });
  await using here = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    return Response.redirect(`http://127.0.0.1:${there.addr.port}/there.js`);
  });
  const from = `http://127.0.0.1:${here.addr.port}/here.js`;
  const result = await runHost({
    pinned: { from, integrity: await sha256(text) },
    wrong: { from, integrity: await sha256("") },
    unpinned: from,
  }, { ownCache: true, then: "for (const { name, note } of report.plugins) console.log(name, note);" });
  assertEquals(statesOf(result), { pinned: "loaded", wrong: "failed", unpinned: "loaded" }, JSON.stringify(result));
  assertEquals(result.lines.slice(0, 2), ["pinned undefined", "wrong undefined"]);
  assertStringIncludes(result.lines[2]!, `leads from http://127.0.0.1:${here.addr.port} to http://127.0.0.1:`);
});

Deno.test("which addresses can be changed on the way here: http: ones that do not lead to this machine", () => {
  const refused = (url: string, integrity?: string) => {
    try {
      refusePlainHttp(url, integrity, { plugin: "p", source: url });
      return false;
    } catch (error) {
      assertEquals((error as PluginLoadError).code, "plain-http");
      return true;
    }
  };
  for (const host of ["a.example", "10.0.0.1", "127.0.0.1.a.example", "localhost.a.example", "[::2]", "0.0.0.0"]) {
    assertEquals([host, refused(`http://${host}/p.ts`)], [host, true]);
    assertEquals([host, refused(`http://${host}/p.ts`, "sha256-")], [host, false]);
    assertEquals([host, refused(`https://${host}/p.ts`)], [host, false]);
  }
  for (const host of ["localhost", "LOCALHOST:80", "a.localhost", "127.0.0.1:8000", "127.1", "[::1]:80"]) {
    assertEquals([host, refused(`http://${host}/p.ts`)], [host, false]);
  }
  for (const other of ["jsr:@a/b", "npm:a", "file:///a.ts", "./a.ts", "name", ""]) assertEquals(refused(other), false);
});

Deno.test("an address that leads to http: off this machine is refused", () => {
  const who = { plugin: "p", source: "https://a.example/p.ts" };
  const refused = () => noteOfRedirect(who.source, "http://a.example/p.ts", undefined, who);
  assertEquals(assertThrows(refused, PluginLoadError).code, "plain-http");
  assertEquals(noteOfRedirect(who.source, "http://a.example/p.ts", "sha256-", who), undefined);
  assertEquals(noteOfRedirect(who.source, "https://a.example/other.ts", undefined, who), undefined);
});
