import { assert, assertEquals, assertThrows } from "@std/assert";
import { kedroSpecs } from "./kedro/specs.ts";
import { PytestSpec } from "./pytest/specs.ts";
import { type Line, readLog } from "./log.ts";
import { Replay } from "./replay.ts";
import { ToxSpec } from "./tox/specs.ts";

const contracts: Readonly<Record<string, readonly object[]>> = {
  pytest: [PytestSpec],
  tox: [ToxSpec],
  kedro: kedroSpecs,
};

/** The project of each log. */
const logs = {
  pytest: "pytest",
  pytest_interrupted: "pytest",
  pytest_internal_error: "pytest",
  tox: "tox",
  kedro: "kedro",
};

for (const [name, project] of Object.entries(logs)) {
  Deno.test(`what pluggy did in the run ${name}, Tenon does step by step`, () => {
    const log = readLog(name);
    const replay = new Replay(project, log, contracts[project]!);
    replay.run();
    assertEquals(replay.played, log.length);
  });

  Deno.test(`what pluggy did in the run ${name}, Tenon does step by step with asynchronous hooks and plugins`, async () => {
    const log = readLog(name);
    const replay = new Replay(project, log);
    await replay.runAsync();
    assertEquals(replay.played, log.length);
  });
}

Deno.test("the logs of pytest have every way of calling, registering, wrapping and failing in them", () => {
  const all = ["pytest", "pytest_interrupted", "pytest_internal_error"].flatMap(readLog);
  const kinds = new Set(all.map(([kind]) => kind));
  for (const kind of ["specs", "register", "unregister", "block", "check", "thrown", "throws", "failed", "forces"]) {
    assert(kinds.has(kind), kind);
  }
  for (const what of ["result", "error"]) assert(all.some(([kind, forced]) => kind === "forces" && forced === what));
  type Call = [hook: string, kind: string, args: string[], excluded: string[]];
  const calls = all.filter(([kind]) => kind === "call").map(([, ...rest]) => rest as unknown as Call);
  assertEquals(new Set(calls.map(([, kind]) => kind)), new Set(["call", "historic", "extra"]));
  assert(calls.some(([, , , excluded]) => excluded.length > 0));
  const hooks = new Set(calls.map(([hook]) => hook));
  assert(hooks.has("pytest_keyboard_interrupt") && hooks.has("pytest_internalerror"));
  assertEquals(hooks.size, 47);
});

Deno.test("a log in which any one decision of pluggy's is changed is not played to its end", () => {
  const log = readLog("kedro");
  const changed = log.flatMap((line, at): [number, Line][] => other(line).map((otherLine) => [at, otherLine]));
  assertEquals(changed.length > 100, true);
  for (const [at, line] of changed) {
    const replay = new Replay("kedro", log.with(at, line), kedroSpecs);
    assertThrows(() => replay.run(), Error, undefined, `line ${at + 1}`);
  }
});

/** The same decision, taken otherwise. */
function other([kind, ...rest]: Line): Line[] {
  const [first, second] = rest as [unknown, unknown];
  if (kind === "in") return [[kind, "nobody", second], [kind, first, "no_hook"]];
  if (kind === "given") return [[kind, first, [...second as number[], 999]]];
  if (kind === "thrown") return [[kind, first, 999]];
  if (kind === "gives") return [[kind, [...first as number[], 999]]];
  if (kind === "failed") return [[kind, 999]];
  if (kind === "plugins") return [[kind, []]];
  if (kind === "impls") return [[kind, first, ["nobody"]]];
  return [];
}
