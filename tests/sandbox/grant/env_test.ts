import { assertEquals } from "@std/assert";
import { grantedEnv } from "../../../src/sandbox/grant/mod.ts";
import type { PermissionSet } from "../../../src/manifest/types.ts";
import { runDeno } from "../../support/deno.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { grantOf } from "./support.ts";

const HOST: Record<string, string> = {
  A: "1",
  B_1: "2",
  B_2: "3",
  NODE_ENV: "test",
  NODE_OPTIONS: "--require=/tmp/x.cjs",
  DENO_DIR: "/cache",
  LD_PRELOAD: "/tmp/x.so",
  npm_config_registry: "http://127.0.0.1/",
  PATH: "/bin",
};

function envOf(set: PermissionSet, host = HOST): Record<string, string> {
  return grantedEnv(grantOf(set), () => host, (name) => host[name]);
}

Deno.test("a plugin's process gets the variables that are granted, as far as the host has them", () => {
  assertEquals(envOf({}), {});
  assertEquals(envOf({ env: ["A", "MISSING"] }), { A: "1" });
  assertEquals(envOf({ env: ["B_*"] }), { B_1: "2", B_2: "3" });
  assertEquals(envOf({ env: { allow: ["A", "B_*"], deny: ["B_1"] } }), { A: "1", B_2: "3" });
});

Deno.test("the whole environment is asked for only where names do not do", () => {
  const all = () => {
    throw new Error("asked");
  };
  assertEquals(grantedEnv(grantOf({ env: ["A"] }), all, (name) => HOST[name]), { A: "1" });
});

Deno.test("variables that steer Deno itself are never handed over", () => {
  assertEquals(envOf({ env: true }), { A: "1", B_1: "2", B_2: "3", NODE_ENV: "test", PATH: "/bin" });
  assertEquals(envOf({ env: ["NODE_*", "D*", "L*"] }), { NODE_ENV: "test" });
});

Deno.test("a plugin that may run programs gets PATH, to find them", () => {
  assertEquals(envOf({ run: ["git"] }), { PATH: "/bin" });
  assertEquals(envOf({ run: ["git"] }, {}), {});
  const refused = grantedEnv(grantOf({ run: ["git"] }), () => ({}), () => {
    throw new Deno.errors.NotCapable();
  });
  assertEquals(refused, {});
});

Deno.test("why they are not: NODE_OPTIONS has Deno run a file that nobody granted", async () => {
  using folder = new TempFolder();
  const main = folder.write("main.ts", "");
  const env = { NODE_OPTIONS: `--require ${folder.write("preload.cjs", "console.log('preloaded')")}` };
  assertEquals((await runDeno(["run", "--no-prompt", main], { env })).stdout, "preloaded\n");
});
