import { assertEquals } from "@std/assert";
import { denoFlags, escapesOf, refuseDangerous } from "../../../src/sandbox/grant/mod.ts";
import { runDeno } from "../../support/deno.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { grantOf, refusalOf, WHO } from "./support.ts";

Deno.test("running programs and loading libraries have to be declared as dangerous", () => {
  const { code, message, hint } = refusalOf(() => refuseDangerous(grantOf({ run: ["git"], ffi: true }), false, WHO));
  assertEquals(code, "dangerous");
  assertEquals(
    message,
    "Cannot grant plugin 'p' (./p.ts) the permissions of its entry: the plugin could get around them, since a program that " +
      "it runs may do all that the user may ('run'), and a native library that it loads may do all that the user may ('ffi').",
  );
  assertEquals(
    hint,
    'Grant less, or, if you trust the plugin with all that you may do yourself, write "dangerous": true beside them.',
  );
  refuseDangerous(grantOf({ run: ["git"], ffi: true }), true, WHO);
});

Deno.test("what is denied whole, or not granted, is not dangerous", () => {
  for (const set of ["none", { run: false, ffi: [] }, { run: { allow: ["git"], deny: true } }] as const) {
    assertEquals(escapesOf(grantOf(set)), []);
  }
  assertEquals(escapesOf(grantOf({ read: true, net: true, env: true, sys: true, import: true })), []);
});

Deno.test("whoever may write every file may also write those that others run", () => {
  assertEquals(escapesOf(grantOf({ write: true })), [
    "it may write every file, also those that others run ('write': true)",
  ]);
});

Deno.test("whoever may write the manifest grants itself the rest", () => {
  using folder = new TempFolder();
  const real = Deno.realPathSync(folder.path);
  const reason = (item: string) => [
    `it may write the manifest, which grants it what it may do ('write' has "${item}")`,
  ];
  assertEquals(escapesOf(grantOf({ write: ["."] }, real)), reason(real));
  assertEquals(escapesOf(grantOf({ write: ["./plugins.jsonc"] }, real)), reason(`${real}/plugins.jsonc`));
  assertEquals(escapesOf(grantOf({ write: ["./data"] }, real)), []);
  assertEquals(escapesOf(grantOf({ write: { allow: ["."], deny: ["plugins.jsonc"] } }, real)), []);
});

Deno.test("whoever may write where plugins' modules are kept writes other plugins", () => {
  using folder = new TempFolder();
  const before = Deno.env.get("DENO_DIR");
  Deno.env.set("DENO_DIR", `${folder.path}/deno`);
  try {
    const [reason] = escapesOf(grantOf({ write: [folder.path] }));
    assertEquals(
      reason,
      `it may write the folder that the modules of plugins are kept in ('write' has "${folder.path}")`,
    );
    assertEquals(escapesOf(grantOf({ write: [`${folder.path}/else`] })), []);
  } finally {
    if (before === undefined) Deno.env.delete("DENO_DIR");
    else Deno.env.set("DENO_DIR", before);
  }
});

Deno.test("the manifest is found where it really is", () => {
  using folder = new TempFolder();
  const real = Deno.realPathSync(folder.path);
  folder.write("real/plugins.jsonc", "{}");
  Deno.symlinkSync("real", `${folder.path}/link`);
  assertEquals(escapesOf(grantOf({ write: [`${real}/real`] }, `${real}/link`)).length, 1);
  assertEquals(escapesOf(grantOf({ write: [`${real}/link/..`] }, `${real}/link`)).length, 1);
});

Deno.test("what is denied inside of a writable folder can be moved to where it is not, unless nothing is around it", async () => {
  using folder = new TempFolder();
  const real = Deno.realPathSync(folder.path);
  folder.write("data/deep/secret", "secret");
  const set = { read: { allow: ["data"], deny: ["data/deep/secret"] }, write: ["data"] };
  // This is what Deno does by itself.
  const file = folder.write(
    "move.ts",
    `Deno.renameSync("${real}/data/deep", "${real}/data/other");
    console.log(Deno.readTextFileSync("${real}/data/other/secret"));`,
  );
  const flags = denoFlags(grantOf(set, real));
  assertEquals((await runDeno(["run", "--no-check", "--no-prompt", ...flags, file])).stdout, "secret\n");

  assertEquals(escapesOf(grantOf(set, "/m")), [
    'it may move what is around "/m/data/deep/secret" and so come to it, although that is denied',
  ]);
  const deny = (item: string, ...allow: string[]) =>
    escapesOf(grantOf({ write: { allow, deny: [item] } }, "/m")).length;
  assertEquals(deny("data/keys", "data"), 0);
  assertEquals(deny("data/keys/a", "data"), 1);
  // The whole folder can be moved into another that is writable.
  assertEquals(deny("data/keys", "data", "other"), 1);
  assertEquals(deny("data/keys", "data", "data/inner"), 0);
});

Deno.test("a folder cannot be moved out of where it may be written", async () => {
  using folder = new TempFolder();
  const real = Deno.realPathSync(folder.path);
  folder.write("data/secret", "secret");
  const file = folder.write(
    "move.ts",
    `for (const to of ["other", "data/inner"]) {
      try {
        Deno.renameSync("${real}/data", "${real}/" + to);
        console.log("moved");
      } catch {
        console.log("not moved");
      }
    }`,
  );
  const flags = denoFlags(grantOf({ read: { allow: ["data"], deny: ["data/secret"] }, write: ["data"] }, real));
  const { stdout } = await runDeno(["run", "--no-check", "--no-prompt", ...flags, file]);
  assertEquals(stdout, "not moved\nnot moved\n");
});

Deno.test("the host's program and Deno itself are among the files that nobody should write", () => {
  const main = new URL(".", Deno.mainModule).pathname;
  const program = Deno.execPath();
  assertEquals(escapesOf(grantOf({ write: [main] })), [
    `it may write the program of the host ('write' has "${main.slice(0, -1)}")`,
  ]);
  assertEquals(escapesOf(grantOf({ write: [program] })).length, 1);
});

Deno.test("so is the code of other plugins, where it is known", () => {
  const code = [new URL("file:///m/plugins/other.ts"), new URL("https://example.com/x.ts")];
  assertEquals(escapesOf(grantOf({ write: ["./plugins"] }, "/m"), code), [
    `it may write "/m/plugins/other.ts", which is run with other permissions ('write' has "/m/plugins")`,
  ]);
  assertEquals(escapesOf(grantOf({ write: ["./data"] }, "/m"), code), []);
});
