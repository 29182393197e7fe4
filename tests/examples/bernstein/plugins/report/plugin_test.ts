import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type Bench, eachIsolation, testPlugin, type TestPluginOptions } from "@tenon/tenon/testing";
import { BernsteinSpec } from "@bernstein/hooks";
import { TempFolder } from "../../../../support/temp_folder.ts";
import { STEPS, tell } from "./support.ts";

const PLUGIN = import.meta.resolve("../../../../../examples/bernstein/plugins/report/plugin.ts");

/** The plugin, with write access to the folder of its files and to nothing else. */
function report(folder: string, more: TestPluginOptions = {}): Promise<Bench<BernsteinSpec>> {
  return testPlugin(BernsteinSpec, PLUGIN, {
    name: "report",
    permissions: { read: [folder], write: [folder] },
    options: { file: `${folder}/report.md`, title: "The language" },
    ...more,
  });
}

const EXPECTED = `# The language

2026-11-21 12:00:00 UTC to 2026-11-21 12:00:16 UTC

|  |  |
| --- | --- |
| tasks | 3: 1 completed, 2 failed |
| agents | 3 |
| gates not passed | 1 |
| time | 16 s |
| cost | $1.05 |
| $1.00 reached | after 9 s, with $1.05 |

![Timeline of the run](report.svg)

## Tasks

| task | role | state | attempts | time | cost | outcome |
| --- | --- | --- | --- | --- | --- | --- |
| Write the lexer | backend | completed | 2 | 8 s | $1.05 | It reads \\<all\\> of it. |
| Write the parser | backend | **failed** | 1 | 2 s | $0.00 | the agent was ended by SIGSEGV |
| Write the docs | writer | **failed** | 0 | 0 ms | $0.00 | the task "parser" failed, which it depends on |

## Agents

| agent | task | began after | worked | cost | ended | result |
| --- | --- | --- | --- | --- | --- | --- |
| backend-1 | Write the lexer | 3 s | 2 s | $0.25 | exited with code 0 | did not pass a gate |
| backend-2 | Write the lexer | 7 s | 3 s | $0.80 | exited with code 0 | passed |
| backend-3 | Write the parser | 12 s | 2 s | $0.00 | was ended by SIGSEGV | failed |

## Gates that were not passed

### \`deno lint\`

Task “Write the lexer”, attempt 1, by backend-1:

\`\`\`\`text
error: \`x\` is never used
\`\`\`
\`\`\`\`
`;

eachIsolation("the report tells the whole run", async (isolation) => {
  using folder = new TempFolder();
  {
    await using bench = await report(folder.path, { isolation });
    await tell(bench.plugins);
  }
  assertEquals(Deno.readTextFileSync(`${folder.path}/report.md`), EXPECTED);
  assertStringIncludes(Deno.readTextFileSync(`${folder.path}/report.svg`), "Write the lexer");
  assertEquals(files(folder), ["report.events.jsonl", "report.md", "report.svg"]);
});

Deno.test("a run that was interrupted at any event is reported as a whole, also when that event is told again", async () => {
  for (let at = 1; at < STEPS.length; at += 3) {
    using folder = new TempFolder();
    await using before = await report(folder.path, { isolation: "host" });
    await tell(before.plugins, 0, at);
    // No end: the process was killed. The next one hears of the last event once more.
    {
      await using after = await report(folder.path, { isolation: "host" });
      await tell(after.plugins, at - 1);
    }
    assertEquals(Deno.readTextFileSync(`${folder.path}/report.md`), EXPECTED, `interrupted after event ${at}`);
  }
});

Deno.test("a journal whose last line was cut off is read as far as it is whole", async () => {
  using folder = new TempFolder();
  {
    await using before = await report(folder.path);
    await tell(before.plugins, 0, 9);
  }
  const journal = `${folder.path}/report.events.jsonl`;
  Deno.writeTextFileSync(journal, '\n{"hook":"onTaskCla', { append: true });
  {
    await using after = await report(folder.path);
    await tell(after.plugins, 9);
  }
  assertEquals(Deno.readTextFileSync(`${folder.path}/report.md`), EXPECTED);
});

Deno.test("the next run takes the place of the last", async () => {
  using folder = new TempFolder();
  for (let run = 0; run < 2; run++) {
    await using bench = await report(folder.path);
    await tell(bench.plugins);
  }
  assertEquals(Deno.readTextFileSync(`${folder.path}/report.md`), EXPECTED);
});

Deno.test("there is a report while the run goes on, with what is not over", async () => {
  using folder = new TempFolder();
  await using bench = await report(folder.path);
  await tell(bench.plugins, 0, 11);
  assertEquals(files(folder), ["report.events.jsonl"]);
  await tell(bench.plugins, 11, 12);
  const text = Deno.readTextFileSync(`${folder.path}/report.md`);
  assertStringIncludes(text, "| Write the lexer | backend | completed | 2 | 8 s |");
  assertStringIncludes(text, "| Write the parser | backend | not begun | 0 |");
});

Deno.test("a run in which nothing happened has no report", async () => {
  using folder = new TempFolder();
  await using _bench = await report(folder.path);
  assertEquals(files(folder), []);
});

Deno.test("it can write to the folder of its files and nowhere else", async () => {
  using folder = new TempFolder();
  using elsewhere = new TempFolder();
  await using bench = await report(folder.path, { permissions: { read: [folder.path], write: [elsewhere.path] } });
  const skipped: string[] = [];
  bench.plugins.on("skip", ({ plugin, error }) => skipped.push(`${plugin}: ${(error as Error).name}`));
  await tell(bench.plugins, 0, 1);
  assertEquals(skipped, ["report: NotCapable"]);
  assertEquals([files(folder), files(elsewhere)], [[], []]);
});

Deno.test("options that cannot be right are reasons not to load", async () => {
  for (
    const [options, why] of [
      [{ file: "report.html" }, "must name a file that ends with .md"],
      [{ file: ".md" }, "must name a file that ends with .md"],
      [{ file: 7 }, "must name a file that ends with .md"],
      [{ title: 7 }, "must be a text"],
    ] as const
  ) {
    await assertRejects(() => testPlugin(BernsteinSpec, PLUGIN, { options, isolation: "host" }), Error, why);
  }
});

function files({ path }: TempFolder): string[] {
  const names = [...Deno.readDirSync(path)].map(({ name }) => name).sort();
  assert(names.every((name) => !name.endsWith(".new")));
  return names;
}
