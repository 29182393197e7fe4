/**
 * What loading does in a compiled program. There, `Deno.build.standalone` is true and `Deno.execPath()` is the program. A runtime
 * that programs can be compiled with is not to be had everywhere, so these hosts only say of themselves that they are compiled;
 * tools_test.ts has one that is.
 */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { PluginLoadError } from "@tenon/tenon";
import { LockFolder, says } from "./support.ts";

/** A host that says of itself that it is compiled, and that notes if it is started a second time. */
async function compiled(folder: LockFolder, lock: boolean) {
  folder.write("self.sh", '#!/bin/sh\necho "$@" >> started.txt\n');
  Deno.chmodSync(`${folder.path}/self.sh`, 0o755);
  folder.write(
    "compiled.ts",
    `Object.defineProperty(Deno, "build", { value: { ...Deno.build, standalone: true } });
Deno.execPath = () => ${JSON.stringify(`${folder.path}/self.sh`)};`,
  );
  const result = await folder.host({ lock, flags: ["-A", "--preload", "./compiled.ts"] });
  let started = "";
  try {
    started = Deno.readTextFileSync(`${folder.path}/started.txt`);
  } catch {
    // As it should be.
  }
  return { ...result, started };
}

Deno.test({
  name: "in a compiled host no plugin is isolated, and the program is not started as if it were Deno",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using folder = new LockFolder();
    for (const name of ["process", "worker"]) folder.write(`${name}.ts`, says(name));
    folder.manifest({
      process: { from: "./process.ts", permissions: "none" },
      worker: { from: "./worker.ts", permissions: "none", isolation: "worker" },
      host: "./host_plugin.ts",
    });
    folder.write("host_plugin.ts", says("host"));
    await folder.lock();
    const { said, stdout, stderr, started } = await compiled(folder, true);
    assertEquals([said, started], ["host", ""], stderr);
    for (const name of ["process", "worker"]) {
      assertStringIncludes(
        stdout,
        `${name}: Cannot start plugin '${name}' from ./${name}.ts: it is to be isolated, and the host is a compiled program`,
      );
    }
    assertStringIncludes(stdout, `Give it "permissions": "inherit"`);
  },
});

Deno.test({
  name: "a compiled host has its plugins from the lock module alone, and says what is not in it",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using folder = new LockFolder();
    folder.write("old.ts", says("old"));
    folder.manifest({ old: "./old.ts" });
    await folder.lock();
    // The manifest of a program may be changed after it was compiled.
    folder.manifest({ old: "./old.ts", new: "./new.ts" });
    const { said, stdout, stderr } = await compiled(folder, true);
    assertEquals(said, "old", stderr);
    assertStringIncludes(stdout, "new: Cannot import plugin 'new' from ./new.ts");
    assertStringIncludes(stdout, "The host is a compiled program without this plugin.");
    assert(!stdout.includes("out of date"));
  },
});

async function sha256(text: string): Promise<string> {
  return `sha256-${new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex()}`;
}

Deno.test("integrity is checked when a lock module is written", async () => {
  using folder = new LockFolder();
  folder.write("one.ts", says("one"));
  folder.manifest({ one: { from: "./one.ts", integrity: await sha256(says("one")) } });
  await folder.lock();
  const { text } = folder;
  assertStringIncludes(text, await sha256(says("one")));
  folder.write("one.ts", says("another"));
  const error = await assertRejects(() => folder.lock(), PluginLoadError);
  assertEquals([error.code, folder.text], ["integrity-mismatch", text]);
});

Deno.test({
  name: "a compiled host refuses an entry with another integrity than its lock module has",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using folder = new LockFolder();
    folder.write("one.ts", says("one"));
    folder.write("two.ts", says("two"));
    const entries = (one: string | undefined, two: string | undefined) => {
      const entry = (from: string, integrity: string | undefined) => ({ from, ...(integrity && { integrity }) });
      folder.manifest({ one: entry("./one.ts", one), two: entry("./two.ts", two) });
    };
    const [one, two] = [await sha256(says("one")), await sha256(says("two"))];
    entries(one, undefined);
    await folder.lock();
    const sound = await compiled(folder, true);
    assertEquals(sound.said, "two,one", sound.stdout);
    entries(two, two);
    const { said, stdout, started } = await compiled(folder, true);
    assertEquals([said, started], ["", ""], stdout);
    assertStringIncludes(
      stdout,
      `its integrity must be ${two}, and in a compiled program only the lock module can say it`,
    );
    assertStringIncludes(stdout, `there it is ${one}.`);
    assertStringIncludes(stdout, "it has none there.");
  },
});
