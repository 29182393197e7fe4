import { assertEquals, assertStringIncludes } from "@std/assert";
import { PluginManager } from "@tenon/tenon";
import { JsrRegistry } from "../../support/jsr_registry.ts";
import { demo, PluginFolder } from "../support.ts";
import { jsrPlugin, runDiscovery } from "./support.ts";

Deno.test("a host without permission to read deno.json is told so in a note, and not asked", async () => {
  const result = await runDiscovery({
    imports: { words: "jsr:@acme/words" },
    flags: ["--allow-env"],
    entries: { off: { from: "./off.ts", enabled: false } },
  });
  assertEquals(result.report, ["off ./off.ts manifest disabled"], result.stderr);
  assertStringIncludes(result.notes.join(), "No plugins were discovered: the host may not read");
  assertStringIncludes(result.notes.join(), "--allow-read=");
  assertEquals(result.stderr.includes("permission"), false, result.stderr);
});

Deno.test("permission to read the project is all that discovery needs", async () => {
  await using jsr = await JsrRegistry.start(jsrPlugin("@acme/words"));
  const host = new URL(jsr.env.JSR_URL!).host;
  const result = await runDiscovery({
    env: jsr.env,
    imports: { words: "jsr:@acme/words" },
    // A pattern of a workspace needs no more.
    config: { workspace: ["./members/*"] },
    files: { "members/one/deno.json": '{ "name": "@acme/one", "exports": {} }' },
    flags: ["--no-prompt", "--allow-read=.", "--allow-env=TENON_DISABLE_AUTOLOAD", `--allow-import=${host}`],
  });
  assertEquals(result.said, ["@acme/words"], result.stderr);
});

Deno.test("a project whose name no export can have discovers nothing, and is told", async () => {
  for (const project of ["a b", "../demo", "a//b", "ü", "*", "."]) {
    using folder = new PluginFolder();
    folder.write("deno.json", JSON.stringify({ imports: { words: "jsr:@acme/words" } }));
    const report = await loadDiscovering(new PluginManager(project), folder);
    assertEquals([report.ok, report.plugins], [true, []]);
    assertStringIncludes(report.notes.join(), `'${project}'`);
  }
});

Deno.test("where there is nothing to be discovered, nothing is said", async () => {
  using folder = new PluginFolder();
  folder.write("deno.json", "{}");
  const report = await loadDiscovering(demo(), folder);
  assertEquals([report.plugins, report.notes, report.toString()], [[], [], "no plugins"]);
});

/** Loads with discovery, which tests are otherwise run without. */
async function loadDiscovering(pm: PluginManager, folder: PluginFolder) {
  const before = Deno.env.get("TENON_DISABLE_AUTOLOAD") ?? "";
  Deno.env.set("TENON_DISABLE_AUTOLOAD", "");
  try {
    return await pm.load(undefined, { base: `file://${folder.path}/` });
  } finally {
    Deno.env.set("TENON_DISABLE_AUTOLOAD", before);
  }
}
