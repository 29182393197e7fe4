/** A lock module is no way around an integrity. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { runDeno } from "../../support/deno.ts";
import { sha256 } from "../../support/sources.ts";
import { TENON } from "../support.ts";
import { LockFolder, says } from "./support.ts";

Deno.test("an entry with integrity is imported by its specifier, whatever the lock module imports", async () => {
  using folder = new LockFolder();
  folder.write("good.ts", says("good"));
  folder.write("evil.ts", says("evil"));
  folder.manifest({ one: { from: "./good.ts", integrity: await sha256(says("good")) } });
  await folder.lock();
  folder.write("plugins.lock.ts", folder.text.replace("./good.ts", "./evil.ts"));
  for (const lock of [false, true]) assertEquals((await folder.host({ lock })).said, "good");
});

Deno.test("beside a manifest that is pinned itself, no lock module is run", async () => {
  using folder = new LockFolder();
  folder.write("good.ts", says("good"));
  const path = folder.manifest({ one: "./good.ts" });
  await folder.lock();
  folder.write("plugins.lock.ts", `${folder.text}\nconsole.log("the lock module ran");\n`);
  const script = (options: object) => `
    import { hookspecMarker, PluginManager } from ${JSON.stringify(TENON)};
    const pm = new PluginManager("demo", { say: hookspecMarker("demo")((_: { to: string }): string | void => {}) });
    await pm.load(new URL("./plugins.jsonc", import.meta.url), ${JSON.stringify({ discover: false, ...options })});
    console.log(pm.hook.say({ to: "" }).join());`;
  const integrity = await sha256(Deno.readTextFileSync(path));
  for (const [options, printed] of [[{ integrity }, "good\n"], [{}, "the lock module ran\ngood\n"]] as const) {
    folder.write("main.ts", script(options));
    const { stdout, stderr } = await runDeno(["run", "-A", "main.ts"], { cwd: folder.path });
    assertEquals(stdout, printed, stderr);
  }
});

Deno.test("a name that stands for something else in a member of the workspace is imported as the loader would", async () => {
  using folder = new LockFolder();
  folder.write("deno.json", JSON.stringify({ workspace: ["./member"], imports: { plugin: "./root.ts" } }));
  folder.write("root.ts", says("root"));
  folder.write("member/deno.json", JSON.stringify({ name: "@a/member", exports: {}, imports: { plugin: "./own.ts" } }));
  folder.write("member/own.ts", says("member"));
  folder.write(
    "member/plugins.jsonc",
    JSON.stringify({ plugins: { one: { from: "plugin", permissions: "inherit" } } }),
  );
  const script = (text: string) => `
    import { hookspecMarker, PluginManager, writeLockModule } from ${JSON.stringify(TENON)};
    const manifest = new URL("./member/plugins.jsonc", import.meta.url);
    ${text}
    const pm = new PluginManager("demo", { say: hookspecMarker("demo")((_: { to: string }): string | void => {}) });
    const report = await pm.load(manifest, { discover: false });
    console.log(pm.hook.say({ to: "" }).join(), ...report.notes);`;
  const run = async (text: string) => {
    folder.write("main.ts", script(text));
    // Without flags that would stand in the place of the workspace's own import maps.
    const options = { args: ["run", "-A", "main.ts"], cwd: folder.path, env: { NO_COLOR: "1" } };
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), options).output();
    return new TextDecoder().decode(stdout).trim() || new TextDecoder().decode(stderr);
  };
  const without = await run("");
  const written = await run(`await writeLockModule(manifest, { project: "demo", discover: false });`);
  assertEquals([without, written], ["root", "root"]);
  assertStringIncludes(Deno.readTextFileSync(`${folder.path}/member/plugins.lock.ts`), 'import("../root.ts")');
});
