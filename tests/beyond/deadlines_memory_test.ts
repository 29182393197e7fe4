import { assert, assertEquals } from "@std/assert";
import { runDeno } from "../support/deno.ts";

Deno.test("a million calls with deadlines leave no more behind than the first half of them", async () => {
  const script = `${import.meta.dirname}/memory/deadlines.ts`;
  const { code, stdout, stderr } = await runDeno(["run", "--v8-flags=--expose-gc", script, "1000000"], {
    timeout: 120_000,
  });
  assertEquals(code, 0, stderr);
  const { first, second, pending }: { first: number; second: number; pending: number } = JSON.parse(stdout);
  assert(second < first * 1.05, `after the first half ${first} bytes were in use, after the second ${second}`);
  assertEquals(pending, 0);
});
