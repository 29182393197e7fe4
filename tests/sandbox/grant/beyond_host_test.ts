import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { denoFlags } from "../../../src/sandbox/grant/mod.ts";
import type { PermissionSet } from "../../../src/manifest/types.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { anySet, isAllowed, ITEMS, layOut, probesIn } from "./probes.ts";
import { grantOf, runHost } from "./support.ts";

interface Verdict {
  code: string;
  message: string;
  hint: string;
}

/** What hosts with some flags say to grants: what refuses each, or `undefined`. */
async function verdicts(
  flags: readonly string[],
  folder: string,
  ...sets: readonly PermissionSet[]
): Promise<(Verdict | undefined)[]> {
  const { code, stdout, stderr } = await runHost(
    flags,
    folder,
    `const who = { plugin: "p", source: "./p.ts" };
    const base = new URL(${JSON.stringify(`file://${folder}/plugins.jsonc`)});
    console.log(JSON.stringify(${JSON.stringify(sets)}.map((set) => {
      const grant = grants.resolveGrant(set, base, who);
      try {
        return grants.refuseMoreThanHost(grant, who);
      } catch (error) {
        if (!(error instanceof grants.GrantError)) throw error;
        return { code: error.code, message: error.message, hint: error.hint };
      }
    }).map((verdict) => verdict ?? null)));`,
  );
  assertEquals([code, stderr], [0, ""]);
  return (JSON.parse(stdout) as (Verdict | null)[]).map((verdict) => verdict ?? undefined);
}

/** Whether such hosts accept grants. */
async function accepts(flags: readonly string[], ...sets: readonly PermissionSet[]): Promise<boolean[]> {
  using folder = new TempFolder();
  return (await verdicts(flags, folder.path, ...sets)).map((verdict) => verdict === undefined);
}

Deno.test("a grant beyond the host's permissions is refused: everything that is too much, and the flags that are missing", async () => {
  using folder = new TempFolder();
  const [verdict] = await verdicts(["--allow-read=/usr", "--allow-env=A"], folder.path, {
    read: ["/usr/share", "/etc"],
    env: ["A", "B", "C"],
    net: true,
    sys: ["hostname"],
  });
  assertEquals(verdict, {
    code: "beyond-host",
    message:
      "Cannot grant plugin 'p' (./p.ts) the permissions of its entry: the host itself does not have, or not in " +
      'full, read access to "/etc", net access to everything, env access to "B", env access to "C" and sys access to ' +
      '"hostname".',
    hint:
      "Start the host with --allow-read=/etc --allow-net --allow-env=B,C --allow-sys=hostname as well and without " +
      "denying parts of it, or grant less.",
  });
});

Deno.test("a host can grant what it has, kind by kind", async () => {
  const flags = ["read=/usr", "write=/var/x", "net=a.com,b.com:80", "env=A,B_*", "run=/bin/x", "sys=uid", "ffi=/lib"];
  const sets = [
    { read: ["/usr", "/usr/share"], write: ["/var/x/y"], net: ["a.com", "a.com:1", "b.com:80"], env: ["A", "B_C"] },
    { run: ["/bin/x"], sys: ["uid"], ffi: ["/lib/z.so"] },
  ];
  assertEquals(await accepts(flags.map((flag) => `--allow-${flag}`), ...sets), [true, true]);
  assertEquals(await accepts([], ...sets, {}), [false, false, true]);
  assertEquals(await accepts(["-A"], ...sets, { read: true, net: true, env: true, import: true }), [true, true, true]);
});

Deno.test("everything of a kind needs the host's full permission for it", async () => {
  assertEquals(await accepts(["--allow-read=/"], { read: true }, { read: ["/etc"] }), [false, true]);
  assertEquals(await accepts(["--allow-read", "--deny-read=/etc/shadow"], { read: true }, { read: ["/etc"] }), [
    false,
    false,
  ]);
  assertEquals(await accepts(["--allow-read", "--deny-read=/etc/shadow"], { read: ["/usr"] }), [true]);
});

Deno.test("what is denied needs no permission of the host", async () => {
  const sets = [{ env: { allow: ["A", "B"], deny: ["B"] } }, { read: { allow: ["/usr"], deny: ["/etc"] } }];
  assertEquals(await accepts(["--allow-env=A", "--allow-read=/usr"], ...sets), [true, true]);
});

Deno.test("a host that is denied one port of another host cannot grant all of them", async () => {
  const flags = ["--allow-net=a.com", "--deny-net=a.com:25"];
  assertEquals(await accepts(flags, { net: ["a.com"] }, { net: ["a.com:80"] }, { net: ["a.com:25"] }), [
    false,
    true,
    false,
  ]);
});

Deno.test("patterns need everything, since Deno does not say of them whether a part is denied", async () => {
  const sets = [{ net: ["*.a.com"] }, { net: ["10.0.0.0/8"] }, { env: ["A_*"] }];
  const lists = ["--allow-net=*.a.com,10.0.0.0/8", "--allow-env=A_*"];
  assertEquals(await accepts([...lists, "--deny-net=x.a.com", "--deny-env=A_B"], ...sets), [false, false, false]);
  assertEquals(await accepts(lists, ...sets), [false, false, false]);
  assertEquals(await accepts(["--allow-net", "--allow-env"], ...sets), [true, true, true]);
  assertEquals(await accepts(["--allow-net", "--deny-net=x.a.com", "--allow-env", "--deny-env=A_B"], ...sets), [
    false,
    false,
    false,
  ]);
});

Deno.test("of the hosts that every program may import from, a plugin can be granted the port that is open", async () => {
  using folder = new TempFolder();
  const [port, all] = await verdicts([], folder.path, { import: ["jsr.io:443"] }, { import: ["jsr.io"] });
  assertEquals(port, undefined);
  assert(all?.message.endsWith('import access to "jsr.io" (only to "jsr.io:443").'), all?.message);
});

Deno.test("a host reaches a granted path in the way that it was given, whatever links are on that way", async () => {
  using folder = new TempFolder();
  folder.write("real/file", "");
  Deno.symlinkSync("real", `${folder.path}/link`);
  const link = `--allow-read=${folder.path}/link`;
  assertEquals(await verdicts([link], folder.path, { read: ["link"] }), [undefined]);
  const [real] = await verdicts([link], folder.path, { read: ["real"] });
  assertEquals(real?.code, "beyond-host");
});

Deno.test("flags in the hint are quoted where a shell would take them apart", async () => {
  using folder = new TempFolder();
  const [verdict] = await verdicts([], folder.path, { read: ["/it's a $HOME"] });
  assert(verdict?.hint.includes(`'--allow-read=/it'\\''s a $HOME'`), verdict?.hint);
});

Deno.test("property: no plugin can be granted what the host cannot do itself", async () => {
  using folder = new TempFolder();
  layOut(folder);
  const probes = probesIn(folder.path);
  const sets = anySet(ITEMS, true);
  await fc.assert(
    fc.asyncProperty(sets, fc.array(sets, { minLength: 10, maxLength: 10 }), async (own, granted) => {
      const all = [...granted, own];
      const found = await verdicts(denoFlags(grantOf(own, folder.path)), folder.path, ...all);
      for (const [index, verdict] of found.entries()) {
        if (verdict !== undefined) continue;
        const set = all[index]!;
        const beyond = probes.filter((probe) => isAllowed(probe, set) && !isAllowed(probe, own));
        assertEquals(beyond.map(({ code }) => code), [], JSON.stringify({ own, set }));
      }
    }),
    { numRuns: 20 },
  );
});
