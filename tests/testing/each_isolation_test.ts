import { assertEquals, assertStringIncludes } from "@std/assert";
import { runDeno } from "../support/deno.ts";
import { Plugins } from "./support.ts";

const KIT = new URL("../../testing.ts", import.meta.url).href;
const SUPPORT = new URL("./support.ts", import.meta.url).href;

function writeTest(folder: Plugins): string {
  const plugin = folder.plugin(`export const assign = hookimpl(async () => "Ada");`);
  return folder.write(
    "plugin_test.ts",
    `import { eachIsolation, testPlugin } from ${JSON.stringify(KIT)};
     import { DeskSpec } from ${JSON.stringify(SUPPORT)};
     eachIsolation("it answers", async (isolation, t) => {
       await using bench = await testPlugin(DeskSpec, ${JSON.stringify(plugin.href)}, { isolation });
       console.log("[" + t.name + "]", bench.report.isolation, await bench.hook.assign({ id: 1 }));
     });`,
  );
}

/** What the tests printed themselves. */
function printed(stdout: string): string[] {
  return stdout.split("\n").filter((line) => line.startsWith("["));
}

Deno.test("a test is run in the host, in a process and in a worker, each under its name", async () => {
  using folder = new Plugins();
  const { code, stdout, stderr } = await runDeno(["test", "-A", "--unstable-worker-options", writeTest(folder)]);
  assertEquals(code, 0, stdout + stderr);
  assertEquals(printed(stdout), [
    "[it answers (in the host)] host Ada",
    "[it answers (in a process)] process Ada",
    "[it answers (in a worker)] worker Ada",
  ]);
});

Deno.test("where there can be no workers, the test says that it was left out", async () => {
  using folder = new Plugins();
  const { code, stdout, stderr } = await runDeno(["test", "-A", writeTest(folder)]);
  assertEquals(code, 0, stdout + stderr);
  assertEquals(printed(stdout).length, 2);
  assertStringIncludes(stdout, 'left out: it needs "unstable": ["worker-options"] in deno.json ... ignored');
});

Deno.test("a test that fails in one place fails there only", async () => {
  using folder = new Plugins();
  const file = folder.write(
    "fails_test.ts",
    `import { eachIsolation } from ${JSON.stringify(KIT)};
     eachIsolation("it", (isolation) => { if (isolation === "process") throw new Error("only here"); });`,
  );
  const { code, stdout } = await runDeno(["test", "-A", file]);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "it (in a process) ... FAILED");
  assertStringIncludes(stdout, "2 passed");
});
