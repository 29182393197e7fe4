/** What the grants rest on: how Deno itself behaves. Where one of these fails, a later Deno has changed. */
import { assertEquals } from "@std/assert";
import { SYS_KINDS } from "../../../src/sandbox/grant/name_item.ts";
import { runDeno } from "../../support/deno.ts";
import { TempFolder } from "../../support/temp_folder.ts";

/** Runs a text with flags; gives what it prints, or the first line of Deno's complaint. */
async function run(flags: readonly string[], code: string): Promise<string> {
  using folder = new TempFolder();
  const file = folder.write("main.ts", code);
  const { stdout, stderr } = await runDeno(["run", "--quiet", "--no-check", "--no-prompt", ...flags, file]);
  return stdout.trimEnd() || stderr.split("\n")[0]!;
}

const state = (descriptor: Deno.PermissionDescriptor) => {
  return `const { state, partial } = Deno.permissions.querySync(${JSON.stringify(descriptor)});
    console.log(state + (partial ? ", in part" : ""));`;
};

Deno.test("a folder that is swapped for a link after the start leads where the link leads", async () => {
  using folder = new TempFolder();
  const { path } = folder;
  folder.write("granted/file", "granted");
  folder.write("secret/file", "secret");
  const read = `console.log(Deno.readTextFileSync("${path}/granted/file"));`;
  const other = folder.write(
    "swap.ts",
    `Deno.renameSync("${path}/granted", "${path}/was"); Deno.symlinkSync("secret", "${path}/granted");`,
  );
  // The process that swaps is the plugin's only because one that waits for another would need more.
  const swap = `new Deno.Command(Deno.execPath(), { args: ["run", "-A", "--no-config", "${other}"] }).outputSync();`;
  assertEquals(
    await run([`--allow-read=${path}/granted`, "--allow-run"], `${read}\n${swap}\n${read}`),
    "granted\nsecret",
  );
});

Deno.test("whoever may read and write all files can make links, and those lead past what is denied", async () => {
  using folder = new TempFolder();
  const secret = folder.write("secret", "secret");
  const link = `${folder.path}/link`;
  const code = `Deno.symlinkSync("${secret}", "${link}"); console.log(Deno.readTextFileSync("${link}"));`;
  assertEquals(await run(["--allow-read", "--allow-write", `--deny-read=${secret}`], code), "secret");
});

Deno.test("whoever may only read and write some folders cannot make links, by no interface", async () => {
  using folder = new TempFolder();
  const path = Deno.realPathSync(folder.path);
  folder.write("in/sub/file", "");
  folder.write("out/file", "");
  Deno.symlinkSync("../../../in", `${path}/in/sub/link`);
  const code = `import fs from "node:fs";
    const options = { recursive: true, verbatimSymlinks: true };
    const attempts = [
      () => Deno.symlinkSync("/etc", "${path}/out/a"),
      () => fs.symlinkSync("../in", "${path}/out/b"),
      () => Deno.linkSync("${path}/in/sub/link", "${path}/out/c"),
      () => fs.cpSync("${path}/in/sub", "${path}/out/d", options),
      () => fs.cpSync("${path}/in/sub/link", "${path}/out/e", options),
    ];
    for (const attempt of attempts) {
      try { attempt(); } catch {}
    }
    console.log([...Deno.readDirSync("${path}/out")].filter((entry) => entry.isSymlink).length);`;
  assertEquals(await run([`--allow-read=${path}/in,${path}/out`, `--allow-write=${path}/out`], code), "0");
});

Deno.test("a comma in a path cannot be escaped", async () => {
  for (const path of ["/a,b", "/a\\,b"]) {
    assertEquals(await run([`--allow-read=${path}`], state({ name: "read", path: "/a,b" })), "prompt");
  }
  assertEquals(await run(["--allow-read=/a,,b"], ""), "error: Empty path is not allowed");
});

Deno.test("what is denied without a list does not take away a list that is allowed", async () => {
  assertEquals(await run(["--deny-env", "--allow-env=A"], state({ name: "env", variable: "A" })), "granted");
});

Deno.test({
  name: "what the system knows of processes and devices needs all permissions, but for what harms nobody",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const paths = ["/proc/self/environ", "/proc/self/root/etc", "/proc/self/fd/0", "/proc/1/cmdline", "/dev/stdin"];
    const code = `for (const path of ${JSON.stringify([...paths, "/dev/null"])}) {
      try { Deno.statSync(path); console.log("allowed"); } catch (error) { console.log(error.name); }
    }`;
    const expected = [...paths.map(() => "NotCapable"), "allowed"].join("\n");
    assertEquals(await run(["--allow-read", "--allow-env", "--allow-sys", "--allow-net"], code), expected);
  },
});

Deno.test("Deno knows the calls for information about the system that can be granted", async () => {
  assertEquals(await run([`--allow-sys=${SYS_KINDS.join(",")}`], `console.log("started")`), "started");
  for (const kind of ["inspector", "umask", "setuid", "hostName"]) {
    assertEquals(await run([`--allow-sys=${kind}`], ""), `error: unknown sys descriptor: '${kind}'`);
  }
});

Deno.test("'*.example.com' is all names below example.com, and example.com itself", async () => {
  const ask = (host: string) => run(["--allow-net=*.a.com"], state({ name: "net", host }));
  assertEquals(await Promise.all(["a.com", "x.a.com:1", "x.y.a.com"].map(ask)), ["granted", "granted", "granted"]);
  assertEquals(await Promise.all(["xa.com", "a.com.evil.com"].map(ask)), ["prompt", "prompt"]);
});

Deno.test("of a host without a port, and of patterns, Deno does not say that a part is denied", async () => {
  const net = ["--allow-net=a.com", "--deny-net=a.com:25"];
  assertEquals(await run(net, state({ name: "net", host: "a.com" })), "granted");
  assertEquals(await run(["--allow-env=A*", "--deny-env=AB"], state({ name: "env", variable: "A*" })), "granted");
  assertEquals(await run(["--allow-net", "--deny-net=a.com"], state({ name: "net" })), "granted, in part");
});

Deno.test("a worker shares variables, working folder and file mode with the host, and changes them there", async () => {
  using folder = new TempFolder();
  const path = Deno.realPathSync(folder.path);
  const worker = folder.write(
    "worker.ts",
    `Deno.env.set("TENON_A", "changed"); Deno.chdir("${path}"); Deno.umask(0o77); self.postMessage(0);`,
  );
  const code = `const permissions = { env: ["TENON_A"], read: ["${path}"], sys: true };
    const worker = new Worker("file://${worker}", { type: "module", deno: { permissions } });
    await new Promise((resolve) => worker.onmessage = resolve);
    worker.terminate();
    console.log(Deno.env.get("TENON_A"), Deno.cwd(), Deno.umask());`;
  assertEquals(await run(["-A", "--unstable-worker-options"], code), `changed ${path} 63`);
});
