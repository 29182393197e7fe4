import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { runDeno } from "../support/deno.ts";
import { assertGroup, deviating, hand, random } from "./cases.ts";
import { deviations } from "./deviations.ts";
import { runScenario } from "./runner.ts";

Deno.test("there are 168 scenarios written by hand and 600 random ones, with names of their own", () => {
  assertEquals([hand.length, random.length], [168, 600]);
  assertEquals(new Set([...hand, ...random].map(({ name }) => name)).size, 768);
});

Deno.test("synchronous hooks give what pluggy gives: scenarios written by hand", () => assertGroup(hand, false));
Deno.test("synchronous hooks give what pluggy gives: random scenarios", () => assertGroup(random, false));
Deno.test("asynchronous hooks give what pluggy gives: scenarios written by hand", () => assertGroup(hand, true));
Deno.test("asynchronous hooks give what pluggy gives: random scenarios", () => assertGroup(random, true));

Deno.test("every listed deviation is one", async () => {
  const listed = deviations.flatMap(({ scenarios }) => scenarios);
  assertEquals(listed.toSorted(), [...deviating.keys()].sort());
  for (const name of listed) {
    const found = [...hand, ...random].find((each) => each.name === name);
    if (found === undefined) throw new Error(`There is no scenario '${name}'.`);
    for (const isAsync of [false, true]) assertNotEquals(await runScenario(found.line, isAsync), found.pluggy, name);
  }
});

Deno.test("every listed deviation is in docs/deviations.md, under its rule", () => {
  const docs = Deno.readTextFileSync(new URL("../../docs/deviations.md", import.meta.url));
  for (const { rule, scenarios } of deviations) {
    const section = docs.split(/^#+ /m).find((text) => text.startsWith(`${rule}\n`));
    assert(section !== undefined, `docs/deviations.md has no section '${rule}'`);
    for (const name of scenarios) assertStringIncludes(section, `\`${name}\``);
  }
  const count = deviations.flatMap(({ scenarios }) => scenarios).length;
  assertStringIncludes(docs, `the same for ${768 - count} of them`);
  assertStringIncludes(docs, `The other ${count} are named`);
});

Deno.test("run.ts prints an outcome for each line of stdin, and goes on after a malformed one", async () => {
  const [first, last] = [hand[0]!, hand.at(-1)!];
  const malformed = [
    "no JSON",
    "[]",
    '{"name":"no ops","namespaces":{},"plugins":[]}',
    '{"name":"unknown op","namespaces":{},"plugins":[],"ops":[{"op":"jump"}]}',
    '{"name":"unknown plugin","namespaces":{},"plugins":[],"ops":[{"op":"register","plugin":"a"}]}',
  ];
  const stdin = [first.line, ...malformed, last.line].join("\n");
  for (const option of [[], ["--async"], ["--isolated"]]) {
    const run = await runDeno(["run", "-A", `${import.meta.dirname}/run.ts`, ...option], { stdin });
    assertEquals({ code: run.code, stderr: run.stderr }, { code: 0, stderr: "" });
    const outcomes = run.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals([outcomes.at(0), outcomes.at(-1)], [first.pluggy, last.pluggy]);
    const bad = outcomes.slice(1, -1);
    assertEquals(bad.map(({ name }) => name), [null, null, "no ops", "unknown op", "unknown plugin"]);
    for (const each of bad) assertEquals([Object.keys(each), typeof each.bad], [["name", "bad"], "string"]);
  }
});
