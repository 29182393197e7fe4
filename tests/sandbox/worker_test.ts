/**
 * What holds for plugins in processes holds for those in workers: the same tests once more, in a process that has Deno's
 * unstable feature `worker-options`.
 */
import { assert } from "@std/assert";
import { runDeno } from "../support/deno.ts";
import { inWorkers } from "./support.ts";

/** The tests that are about what plugins do, and not about processes. */
const FILES = [
  "calls",
  "deadlines",
  "deaths",
  "errors",
  "historic",
  "limits",
  "memory",
  "old_wrappers",
  "order",
  "output",
  "restart",
  "same_source",
  "schemas",
  "sharing",
  "start",
  "tables",
  "values",
  "worker_modules",
  "wrappers",
];

for (const file of FILES) {
  Deno.test({
    name: `in workers: ${file}_test.ts`,
    ignore: inWorkers,
    async fn() {
      const path = new URL(`${file}_test.ts`, import.meta.url).pathname;
      // Types were checked when the same file was run for processes.
      const { code, stdout, stderr } = await runDeno(
        ["test", "-A", "--no-check", "--unstable-worker-options", path],
        { env: { TENON_TEST_ISOLATION: "worker" }, timeout: 300_000 },
      );
      assert(code === 0 && / 0 failed/.test(stdout) && /\b[1-9]\d* passed/.test(stdout), stdout + stderr);
    },
  });
}
