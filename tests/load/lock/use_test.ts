import { assertEquals, assertNotMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { type LockModule, UsageError } from "@tenon/tenon";
import { demo } from "../support.ts";
import { LockFolder, says } from "./support.ts";

/** A folder with two plugins, and the lock module of its manifest. */
async function locked(): Promise<LockFolder> {
  const folder = new LockFolder();
  folder.write("one.ts", says("one"));
  folder.write("two.ts", says("two"));
  folder.manifest({ one: "./one.ts", two: "./two.ts" });
  await folder.lock();
  return folder;
}

const OUT_OF_DATE = /out of date/;

Deno.test("plugins of a lock module that the host gives need no permission to be read", async () => {
  using folder = await locked();
  const flags = ["--allow-read=plugins.jsonc", "--allow-env", "--no-prompt"];
  const { said, stdout, stderr } = await folder.host({ lock: true, flags });
  assertEquals(said, "two,one", stderr);
  assertNotMatch(stdout, OUT_OF_DATE);
  const without = await folder.host({ flags });
  assertStringIncludes(without.stdout, "Requires read access");
});

Deno.test("a lock module beside the manifest is found and used", async () => {
  using folder = await locked();
  // Edited by hand, against its first line: so it can be seen whose import it is.
  folder.write("plugins.lock.ts", folder.text.replace('import("./one.ts")', 'import("./other.ts")'));
  folder.write("other.ts", says("other"));
  const { said, stdout } = await folder.host();
  assertEquals(said, "two,other");
  assertNotMatch(stdout, OUT_OF_DATE);
});

Deno.test("a lock module that is out of date is told of, and the plugins are loaded without it", async () => {
  using folder = await locked();
  folder.manifest({ two: "./two.ts", one: "./one.ts" });
  for (const lock of [false, true]) {
    const { said, stdout } = await folder.host({ lock });
    assertEquals(said, "one,two");
    assertStringIncludes(stdout, "plugins.lock.ts is out of date: the manifest says something else than it did then.");
    assertStringIncludes(stdout, "Write it again with writeLockModule.");
  }
  await folder.lock();
  assertNotMatch((await folder.host()).stdout, OUT_OF_DATE);
});

Deno.test("a lock module that is out of date is not imported, if the host does not", async () => {
  using folder = await locked();
  folder.write("plugins.lock.ts", `${folder.text}\nconsole.log("it ran");`);
  assertStringIncludes((await folder.host()).stdout, "it ran");
  folder.manifest({ one: "./one.ts" });
  assertNotMatch((await folder.host()).stdout, /it ran/);
});

Deno.test("options, permissions and deadlines in the manifest do not outdate a lock module; names and specifiers do", async () => {
  using folder = await locked();
  const entries = (one: object) => folder.manifest({ one: { from: "./one.ts", ...one }, two: "./two.ts" });
  for (const change of [{ timeoutMs: 9000 }, { onError: "skip" }, { required: true }]) {
    entries(change);
    assertNotMatch((await folder.host({ lock: true })).stdout, OUT_OF_DATE, JSON.stringify(change));
  }
  for (const change of [{ from: "./two.ts" }, { enabled: false }]) {
    entries(change);
    assertStringIncludes((await folder.host({ lock: true })).stdout, "out of date", JSON.stringify(change));
  }
});

Deno.test("manifest and lock module can be moved together, but not apart", async () => {
  using folder = await locked();
  using moved = new LockFolder();
  for (const name of ["plugins.jsonc", "plugins.lock.ts"]) {
    moved.write(name, Deno.readTextFileSync(`${folder.path}/${name}`));
  }
  moved.write("one.ts", says("moved"));
  moved.write("two.ts", says("two"));
  const together = await moved.host({ lock: true });
  assertEquals(together.said, "two,moved");
  assertNotMatch(together.stdout, OUT_OF_DATE);
  // A lock module that was made for the files of another folder.
  await folder.lock({ to: `${moved.path}/plugins.lock.ts` });
  const apart = await moved.host({ lock: true });
  assertEquals(apart.said, "two,moved");
  assertStringIncludes(apart.stdout, "out of date");
});

Deno.test("a lock module that is broken, of another version or for another project is told of", async () => {
  using folder = await locked();
  const { text } = folder;
  const cases = {
    "is no lock module": "export const plugins = [];",
    "cannot be imported": `${text}\n}`,
    "has the form 2, and this version of Tenon knows 1": text.replace("format = 1", "format = 2"),
    "is for the project 'other', not 'demo'": text.replace('"demo"', '"other"'),
  };
  for (const [reason, broken] of Object.entries(cases)) {
    folder.write("plugins.lock.ts", broken);
    const { said, stdout, stderr } = await folder.host();
    assertEquals(said, "two,one", stderr);
    assertStringIncludes(stdout, reason);
  }
});

Deno.test("a plugin whose locked module is gone or fails is a line in the report, and the others load", async () => {
  using folder = await locked();
  Deno.removeSync(`${folder.path}/one.ts`);
  const gone = await folder.host({ lock: true });
  assertEquals(gone.said, "two", gone.stderr);
  assertStringIncludes(gone.stdout, "Is the path right?");
  folder.write("one.ts", "throw new Error('at once');");
  const failing = await folder.host({ lock: true });
  assertEquals(failing.said, "two", failing.stderr);
  assertStringIncludes(failing.stdout, "it threw Error: at once");
});

Deno.test("isolated plugins stay isolated: the host's isolate runs nothing of theirs", async () => {
  using folder = new LockFolder();
  folder.write("quiet.ts", says("isolated") + "console.log('loud', Deno.args.length > 0);");
  folder.manifest({ quiet: { from: "./quiet.ts", permissions: "none" } });
  await folder.lock();
  const { stdout, stderr } = await folder.host({ lock: true });
  assertStringIncludes(stdout, "process  none", stderr);
  assertNotMatch(stdout, /loud/);
});

Deno.test("a plugin that may write the lock module, there or not, could get around its permissions", async () => {
  using folder = new LockFolder();
  folder.write("writer.ts", says("isolated"));
  folder.manifest({ writer: { from: "./writer.ts", permissions: { write: ["./plugins.lock.ts"] } } });
  const { stdout, stderr } = await folder.host();
  assertStringIncludes(stdout, 'plugins.lock.ts", which is run with other permissions', stderr);
});

Deno.test("what is no lock module is refused as the option", async () => {
  const pm = demo();
  for (
    const lock of [{}, { plugins: [] }, null, 1, { format: 1, project: "demo", url: "x", plugins: [], madeFrom: {} }]
  ) {
    const load = () => pm.load({ plugins: {} }, { lock: lock as unknown as LockModule });
    const error = await assertRejects(load, UsageError, "import * as lock from");
    assertEquals(error.code, "bad-lock");
  }
});
