import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { denoFlags, importHosts } from "../../../src/sandbox/grant/mod.ts";
import { runDeno } from "../../support/deno.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { anySet, isAllowed, ITEMS, layOut, probesIn, probing } from "./probes.ts";
import { grantOf } from "./support.ts";

Deno.test("a kind without a grant has no flag", () => {
  assertEquals(denoFlags(grantOf("none")), []);
  assertEquals(denoFlags(grantOf({ read: { deny: ["/etc"] }, env: [], net: false })), []);
});

Deno.test("a grant is written in flags, what is denied as well", () => {
  const set = { read: ["/x", "/y z"], env: { allow: true, deny: ["HOME"] }, net: ["a.com:443"], sys: true };
  assertEquals(denoFlags(grantOf(set)), [
    "--allow-read=/x,/y z",
    "--allow-net=a.com:443",
    "--allow-env",
    "--deny-env=HOME,HTTP_PROXY,http_proxy,HTTPS_PROXY,https_proxy,ALL_PROXY,all_proxy",
    "--allow-sys",
  ]);
});

Deno.test("variables that say where requests go are denied to whom not all hosts are granted", () => {
  const proxies = "HTTP_PROXY,http_proxy,HTTPS_PROXY,https_proxy,ALL_PROXY,all_proxy";
  assertEquals(denoFlags(grantOf({ env: true })), ["--allow-env", `--deny-env=${proxies}`]);
  assertEquals(denoFlags(grantOf({ env: ["HTTP_*"] })), ["--allow-env=HTTP_*", "--deny-env=HTTP_PROXY"]);
  assertEquals(denoFlags(grantOf({ env: ["HTTP_PROXY"], net: true })), ["--allow-net", "--allow-env=HTTP_PROXY"]);
});

Deno.test("importing is not allowed by a flag here, since the plugin itself is loaded that way; whoever starts it does", () => {
  assertEquals(denoFlags(grantOf({ import: ["esm.sh"] })), []);
  assertEquals(importHosts(grantOf({ import: ["esm.sh"] })), { allow: ["esm.sh"], deny: [] });
  assertEquals(importHosts(grantOf({ import: true })), { allow: true, deny: [] });
  const denied = grantOf({ import: { allow: true, deny: ["esm.sh"] } });
  assertEquals([importHosts(denied).allow, denoFlags(denied)], [true, ["--deny-import=esm.sh"]]);
  assertEquals(importHosts(grantOf("none")), { allow: [], deny: [] });
});

Deno.test("property: a process with the flags of a grant can do exactly what is granted", async () => {
  using folder = new TempFolder();
  layOut(folder);
  const probes = probesIn(folder.path);
  const file = folder.write("probe.ts", `${probing(probes)}\nconsole.log(JSON.stringify(allowed));`);
  await fc.assert(
    fc.asyncProperty(anySet(ITEMS, true), async (set) => {
      const grant = grantOf(set, folder.path);
      const args = ["--quiet", "--no-check", "--no-prompt", ...denoFlags(grant), file] as const;
      const { code, stdout, stderr } = await runDeno(["run", ...args]);
      assertEquals([code, stderr.replace(/^Info Failed to resolve .*\n/gm, "")], [0, ""]);
      const found: boolean[] = JSON.parse(stdout);
      const expected = probes.map((probe) => isAllowed(probe, set));
      assertEquals(
        probes.map(({ code }, index) => `${code}: ${found[index]}`),
        probes.map(({ code }, index) => `${code}: ${expected[index]}`),
        `${args}`,
      );
    }),
    { numRuns: 40 },
  );
});
