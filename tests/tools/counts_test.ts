import { assertEquals } from "@std/assert";
import { readCounts } from "../../tools/counts.ts";

Deno.test("the counts are those of the summary", () => {
  assertEquals(readCounts("x ... ok (1ms)\n\nok | 4 passed | 0 failed (377ms)\n"), {
    passed: 4,
    failed: 0,
    ignored: 0,
  });
});

Deno.test("steps are not counted, and ignored tests are", () => {
  const output = "FAILED | 4 passed (2 steps) | 3 failed (1 step) | 5 ignored (351ms)\n";
  assertEquals(readCounts(output), { passed: 4, failed: 3, ignored: 5 });
});

Deno.test("colours do not matter", () => {
  const output = "\x1b[32mok\x1b[0m | 4 passed | 0 failed \x1b[38;5;245m(377ms)\x1b[0m\n";
  assertEquals(readCounts(output), { passed: 4, failed: 0, ignored: 0 });
});

Deno.test("a summary that a test prints does not count", () => {
  const output = "ok | 99 passed | 0 failed (1ms)\nFAILED | 1 passed | 2 failed (3ms)\n";
  assertEquals(readCounts(output), { passed: 1, failed: 2, ignored: 0 });
});

Deno.test("a run that ends before its summary has no counts", () => {
  assertEquals(readCounts("Check tests/x_test.ts\n"), undefined);
});
