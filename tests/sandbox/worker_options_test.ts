/** Workers need an unstable feature of Deno: where it is on they run, and where it is not the host is told, not ended. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { TempFolder } from "../support/temp_folder.ts";
import { HostProcess, type HostProcessOptions } from "./host_process.ts";
import { inWorkers } from "./support.ts";

const test = (name: string, fn: () => Promise<void>) => Deno.test({ name, fn, ignore: inWorkers });

/** Loads a plugin into a worker, and says what came of it. */
async function loadIn(options: HostProcessOptions): Promise<{ state: string; message: string; answers: unknown }> {
  await using host = await HostProcess.start(
    { a: "export const ask = hookimpl(() => typeof Deno.pid);" },
    `const pm = await load();
    const [{ state, error }] = pm.report.plugins;
    say({ state, code: error?.code ?? null, message: error?.message ?? "", answers: await pm.hook.ask({}) });
    await pm.close();`,
    { place: "worker", ...options },
  );
  const result = await host.next<{ state: string; message: string; answers: unknown }>();
  const { code, stderr } = await host.end();
  assertEquals(code, 0, stderr);
  return result;
}

const LOADED = { state: "loaded", code: null, message: "", answers: ["number"] };

test("without the feature, the plugin fails with an error that says what to do, and the host goes on", async () => {
  const { state, message, answers } = await loadIn({});
  assertEquals([state, answers], ["failed", []]);
  assertMatch(message, /^Cannot start plugin 'a' .*: Deno's unstable feature 'worker-options' is not switched on/);
  for (const way of ["--unstable-worker-options", '"unstable": ["worker-options"]', '"isolation": "process"']) {
    assert(message.includes(way), message);
  }
});

test("the feature may be switched on by a flag", async () => {
  assertEquals(await loadIn({ flags: ["-A", "--unstable-worker-options"] }), LOADED);
});

test("a variable that looks as if it switched the feature on, and does not, ends no host", async () => {
  const { state, answers } = await loadIn({ env: { DENO_UNSTABLE_WORKER_OPTIONS: "1", DENO_UNSTABLE: "1" } });
  assertEquals([state, answers], ["failed", []]);
});

test("the feature may be switched on in deno.json", async () => {
  using folder = new TempFolder();
  const imports = { "@tenon/tenon": new URL("../../mod.ts", import.meta.url).href };
  const config = folder.write("deno.json", JSON.stringify({ imports, unstable: ["worker-options"] }));
  assertEquals(await loadIn({ config }), LOADED);
});

test("where it cannot be told whether the feature is there, it is not tried, and the error says what telling takes", async () => {
  const flags = ["--no-prompt", "--unstable-worker-options", "--allow-read", "--allow-env=TENON_TEST_ISOLATION"];
  const { state, message } = await loadIn({ flags });
  assertEquals(state, "failed");
  assertMatch(
    message,
    /it cannot be told whether .*Start the host with --allow-run=.* and --allow-env=NODE_V8_COVERAGE/,
  );
});
