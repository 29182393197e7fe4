/** What the host's import map has to do with integrity: what it puts in the place of a plugin is what would run. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { sha256, Sources } from "../support/sources.ts";
import { Counter, KINDS, statesOf } from "./integrity_support.ts";
import { runHost } from "./host.ts";
import { TENON } from "./support.ts";

Deno.test("a source that the import map replaces is not run under the integrity of what was replaced, in none of its kinds", async () => {
  await using counter = new Counter();
  const good = counter.module("good");
  await using sources = await Sources.start(good);
  const integrity = { ...await sources.integrities(), local: await sha256(good) };
  const from = { ...sources.specifiers, local: "./good.js" };
  const kinds = [...KINDS, "local"] as const;
  const entries = Object.fromEntries(kinds.map((kind) => [kind, { from: from[kind], integrity: integrity[kind] }]));
  const replaced = Object.fromEntries(kinds.map((kind) => [from[kind], "./evil.js"]));
  const files = {
    ...sources.files,
    "good.js": good,
    "evil.js": counter.module("evil"),
    "map.json": JSON.stringify({ imports: { "@tenon/tenon": TENON, ...replaced } }),
  };
  const load = (flags: readonly string[]) => runHost(entries, { ownCache: true, env: sources.env, files, flags });

  const plain = await load(["-A"]);
  assertEquals(statesOf(plain), Object.fromEntries(kinds.map((kind) => [kind, "loaded"])), JSON.stringify(plain));
  assertEquals(counter.take(), Array(4).fill("good"));

  const mapped = await load(["-A", "--import-map=map.json"]);
  assertEquals(statesOf(mapped), Object.fromEntries(kinds.map((kind) => [kind, "failed"])), JSON.stringify(mapped));
  assertEquals(counter.take(), []);
  for (const { error, hint } of Object.values(mapped.plugins)) {
    assertStringIncludes(error!, "evil.js in its place");
    assertStringIncludes(hint!, "take it out of the import map");
  }
});

Deno.test("a name of the import map is checked as what it stands for", async () => {
  await using counter = new Counter();
  await using sources = await Sources.start(counter.module("good"));
  const integrity = await sources.integrities();
  const entries = Object.fromEntries(KINDS.map((kind) => [kind, { from: kind, integrity: integrity[kind] }]));
  const host = { ownCache: true, env: sources.env, files: sources.files };
  const right = await runHost(entries, { ...host, imports: sources.specifiers });
  assertEquals(statesOf(right), { url: "loaded", jsr: "loaded", npm: "loaded" }, JSON.stringify(right));
  assertEquals(counter.take(), ["good", "good", "good"]);
  const files = { ...sources.files, "evil.js": counter.module("evil") };
  const wrong = await runHost(entries, {
    ...host,
    files,
    imports: { url: "./evil.js", jsr: "./evil.js", npm: "./evil.js" },
  });
  assertEquals(statesOf(wrong), { url: "failed", jsr: "failed", npm: "failed" }, JSON.stringify(wrong));
  assertEquals(counter.take(), []);
});

Deno.test("a pinned source that cannot be had says why, in plain text also where Deno uses colours", async () => {
  await using sources = await Sources.start("export default {};");
  const integrity = await sha256("");
  const gone = new URL("../nowhere/", sources.specifiers.url).href.replace(/:\d+/, ":1");
  const result = await runHost({
    gone: { from: `${gone}gone.js`, integrity },
    version: { from: "jsr:@acme/plugin@2.0.0", integrity },
  }, { ownCache: true, env: { ...sources.env, NO_COLOR: "", FORCE_COLOR: "1" }, files: sources.files });
  assertEquals(statesOf(result), { gone: "failed", version: "failed" }, JSON.stringify(result));
  for (const { error } of Object.values(result.plugins)) {
    assertEquals(/\p{Cc}|backtrace/u.test(error!), false, error);
    assertStringIncludes(error!, "it cannot be looked at: ");
  }
  assertStringIncludes(result.plugins.gone!.error!, "gone.js");
  assertStringIncludes(result.plugins.version!.error!, "@acme/plugin");
});
