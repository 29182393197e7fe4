import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { TempFolder } from "../../support/temp_folder.ts";
import { bernstein } from "./support.ts";

Deno.test("the demo goes through all its tasks, whatever one of its plugins does, and ends with the report", async () => {
  using temp = new TempFolder();
  // Where the demo makes its folder.
  const { code, stdout, stderr } = await bernstein([], { env: { TMPDIR: temp.path }, timeout: 180_000 });
  assertEquals(code, 0, stderr);
  assertMatch(stdout, /^6 tasks: 6 completed, 0 failed; \$0\.109$/m);
  assertMatch(stderr, /slug: did not pass `deno fmt --check slug\.ts`/);
  assertMatch(stderr, /tests: did not pass `deno test mod_test\.ts`/);
  assertEquals(stderr.match(/did not pass/g)?.length, 2);
  for (
    const deed of [
      /failed in onQualityGateFailure, and was left out: .* its process ended with exit code 3/,
      /failed in onCostThreshold, and was left out: .* did not settle within 5000 ms/,
      /failed in onTaskCompleted, and was left out: thrown on purpose/,
      /is called no more: its impl of hook 'onTaskCompleted' failed 3 times in a row/,
    ]
  ) {
    assertMatch(stderr, new RegExp(`plugin misbehaving: ${deed.source}`));
  }
  assert(!/plugin (?:report|cost-ledger): failed/.test(stderr), stderr);

  const [, folder = "", report = ""] = /All of it is in (\S+)\. The report[^\n]*\n\n(.*)$/s.exec(stdout) ?? [];
  assert(folder.startsWith(temp.path), stdout);
  assertMatch(report, /^# Text tools\n/);
  for (const title of ["Write a function that makes slugs", "Test it", "Look at the whole"]) {
    assertStringIncludes(report, title);
  }
  assertStringIncludes(Deno.readTextFileSync(`${folder}/reports/report.svg`), "<svg");
  assertStringIncludes(Deno.readTextFileSync(`${folder}/reports/costs.csv`), "qa");
  assertStringIncludes(Deno.readTextFileSync(`${folder}/library/mod.ts`), "countWords");
});
