import { assert, assertEquals } from "@std/assert";
import { runDeno } from "../support/deno.ts";

/** Runs a program of the folder `memory`, and gives what it prints. */
async function run(program: string): Promise<unknown> {
  const path = `${import.meta.dirname}/memory/${program}`;
  const { code, stdout, stderr } = await runDeno(["run", "--no-check", "--allow-read", "--v8-flags=--expose-gc", path]);
  assertEquals(code, 0, stderr);
  return JSON.parse(stdout);
}

async function assertFlat(program: string): Promise<void> {
  const [first, second] = await run(program) as [number, number];
  assert(second <= first * 1.05, `${first} bytes after the first half, ${second} after the second`);
}

Deno.test("100,000 scopes that are opened and closed leave nothing behind", async () => {
  await assertFlat("scopes.ts");
});

Deno.test("10,000 replacements leave nothing behind", async () => {
  await assertFlat("replacements.ts");
});

Deno.test("in whatever way a plugin goes, nothing holds on to it or to its functions", async () => {
  const held = await run("held.ts") as Record<string, number>;
  assertEquals(Object.keys(held).filter((way) => held[way] !== 0), []);
});
