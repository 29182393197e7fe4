import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { workerPermissions } from "../../../src/sandbox/grant/mod.ts";
import { runDeno } from "../../support/deno.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { anySet, isAllowed, ITEMS, layOut, probesIn, probing } from "./probes.ts";
import { grantOf, refusalOf, WHO } from "./support.ts";

Deno.test("all kinds are named, so that none is taken from the host", () => {
  assertEquals(workerPermissions(grantOf("none"), WHO), {
    read: false,
    write: false,
    net: false,
    env: false,
    run: false,
    sys: false,
    ffi: false,
    import: false,
  });
  const { read, net, import: imports } = workerPermissions(
    grantOf({ read: ["/x"], net: true, import: ["a.com"] }),
    WHO,
  );
  assertEquals([read, net, imports], [["/x"], true, ["a.com"]]);
});

Deno.test("a worker cannot be denied a part of what it is allowed, so such a grant is refused", () => {
  const { code, message, hint } = refusalOf(() => {
    return workerPermissions(grantOf({ read: { allow: ["/data"], deny: ["/data/keys"] } }), WHO);
  });
  assertEquals(code, "worker-grant");
  assertEquals(
    message,
    "Cannot grant plugin 'p' (./p.ts) the permissions of its entry: they deny read access to \"/data/keys\", " +
      "and a worker cannot be denied a part of what it is allowed.",
  );
  assertEquals(hint, 'Grant a list of less, or leave out "isolation": "worker".');
  // What is denied without being a part of what is allowed makes no difference.
  assertEquals(workerPermissions(grantOf({ read: { allow: ["/data"], deny: ["/etc"] } }), WHO).read, ["/data"]);
});

Deno.test("a worker could change the variables that it may read in the host, so they must be named", () => {
  for (const env of [true, ["A", "B_*"]]) {
    assertEquals(refusalOf(() => workerPermissions(grantOf({ env }), WHO)).code, "worker-grant");
  }
  assertEquals(workerPermissions(grantOf({ env: ["A"] }), WHO).env, ["A"]);
});

Deno.test("all of the calls for information about the system include some that change the host, so they must be named", () => {
  assertEquals(refusalOf(() => workerPermissions(grantOf({ sys: true }), WHO)).code, "worker-grant");
  assertEquals(workerPermissions(grantOf({ sys: ["uid"] }), WHO).sys, ["uid"]);
});

Deno.test("property: a worker with the permissions of a grant can do exactly what is granted", async () => {
  using folder = new TempFolder();
  layOut(folder);
  const probes = probesIn(folder.path);
  const worker = folder.write("worker.ts", `${probing(probes)}\nself.postMessage(allowed);`);
  const host = folder.write(
    "host.ts",
    `const results = [];
    for (const permissions of JSON.parse(Deno.args[0])) {
      const worker = new Worker(${JSON.stringify(`file://${worker}`)}, { type: "module", deno: { permissions } });
      results.push(await new Promise((resolve) => worker.onmessage = ({ data }) => resolve(data)));
      worker.terminate();
    }
    console.log(JSON.stringify(results));`,
  );
  const items = { ...ITEMS, env: ["TENON_A", "TENON_B"] };
  const sets = fc.sample(anySet(items, false), 40).filter(({ env, sys }) => env !== true && sys !== true);
  const options = sets.map((set) => workerPermissions(grantOf(set, folder.path), WHO));
  const args = ["-A", "--quiet", "--no-check", "--unstable-worker-options", host, JSON.stringify(options)] as const;
  const { code, stdout, stderr } = await runDeno(["run", ...args]);
  assertEquals([code, stderr], [0, ""]);
  for (const [index, allowed] of (JSON.parse(stdout) as boolean[][]).entries()) {
    const set = sets[index]!;
    assertEquals(
      probes.map(({ code }, at) => `${code}: ${allowed[at]}`),
      probes.map((probe) => `${probe.code}: ${isAllowed(probe, set)}`),
      JSON.stringify(set),
    );
  }
});
