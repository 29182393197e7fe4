/**
 * A table of things that a plugin can try, and grants made of the items that they need. What a probe comes to is decided
 * twice: by Deno, and by the few lines here.
 */
import fc from "fast-check";
import type { PermissionSet } from "../../../src/manifest/types.ts";
import type { PermissionKind } from "../../../src/sandbox/grant/mod.ts";

/** One thing to try. */
export interface Probe {
  readonly kind: PermissionKind;
  /** The items of which each would do to allow it, and to deny it. */
  readonly items: readonly string[];
  /** Further items that deny it where a list is allowed: a path is denied in all forms in which it is granted. */
  readonly alsoDeniedBy?: readonly string[];
  /** What to run; it throws NotCapable if it is denied. */
  readonly code: string;
}

/** The items that grants are made of. Paths are relative to the manifest. */
export const ITEMS: Partial<Record<PermissionKind, readonly string[]>> = {
  read: ["a", "a/b", "c", "link"],
  write: ["a", "a/b", "c"],
  net: ["one.test", "one.test:81", "*.one.test", "127.0.0.0/8", "127.0.0.1:1", "[::1]", "unix:/no/socket"],
  env: ["TENON_A", "TENON_B", "TENON_*"],
  sys: ["hostname", "loadavg", "uid"],
  run: ["/no/program", "./tool", "./other"],
  ffi: ["a", "c"],
};

/** What to try in a folder that was laid out by {@linkcode layOut}. */
export function probesIn(folder: string): readonly Probe[] {
  const file = (name: string) => JSON.stringify(`${folder}/${name}`);
  const read = (name: string, ...items: string[]): Probe => {
    return { kind: "read", items, code: `Deno.readTextFileSync(${file(name)})` };
  };
  const write = (name: string, ...items: string[]): Probe => {
    return { kind: "write", items, code: `Deno.writeTextFileSync(${file(name)}, "")` };
  };
  // Names are only asked for: where to look them up is not the same everywhere.
  const host = (text: string, ...items: string[]): Probe => {
    const state = `Deno.permissions.querySync({ name: "net", host: "${text}" }).state`;
    return { kind: "net", items, code: `if (${state} !== "granted") throw new Deno.errors.NotCapable()` };
  };
  // A connection that is allowed fails as well, but for another reason.
  const net = (hostname: string, port: number, ...items: string[]): Probe => {
    return { kind: "net", items, code: `await (await Deno.connect(${JSON.stringify({ hostname, port })})).close()` };
  };
  const env = (name: string, ...items: string[]): Probe => ({ kind: "env", items, code: `Deno.env.get("${name}")` });
  const sys = (name: string): Probe => ({ kind: "sys", items: [name], code: `Deno.${name}()` });
  return [
    read("a/file", "a"),
    read("a/b/file", "a", "a/b"),
    read("c/file", "c", "link"),
    { ...read("link/file", "link"), alsoDeniedBy: ["c"] },
    read("d/file"),
    read("ab/file"),
    write("a/new", "a"),
    write("a/b/new", "a", "a/b"),
    write("c/new", "c"),
    write("d/new"),
    host("one.test:80", "one.test", "*.one.test"),
    host("one.test:81", "one.test", "one.test:81", "*.one.test"),
    host("sub.one.test:81", "*.one.test"),
    host("one.test.evil.test:80"),
    host("notone.test:80"),
    net("127.0.0.1", 1, "127.0.0.0/8", "127.0.0.1:1"),
    net("127.0.0.1", 2, "127.0.0.0/8"),
    net("::1", 1, "[::1]"),
    env("TENON_A", "TENON_A", "TENON_*"),
    env("TENON_B", "TENON_B", "TENON_*"),
    env("TENON_BB", "TENON_*"),
    env("TENO"),
    sys("hostname"),
    sys("loadavg"),
    sys("uid"),
    sys("gid"),
    { kind: "run", items: ["./tool"], code: `new Deno.Command(${file("tool")}).outputSync()` },
    { kind: "run", items: ["./other"], code: `new Deno.Command(${file("other")}).outputSync()` },
    { kind: "ffi", items: ["a"], code: `Deno.dlopen(${file("a/file")}, {})` },
    { kind: "ffi", items: ["c"], code: `Deno.dlopen(${file("c/file")}, {})` },
    { kind: "ffi", items: [], code: `Deno.dlopen(${file("d/file")}, {})` },
  ];
}

/** Makes the files that the probes want. */
export function layOut(folder: { readonly path: string; write(name: string, content: string): string }): void {
  for (const name of ["a/file", "a/b/file", "c/file", "d/file", "ab/file"]) folder.write(name, "");
  for (const name of ["tool", "other"]) Deno.chmodSync(folder.write(name, "#!/bin/sh\n"), 0o755);
  Deno.symlinkSync("c", `${folder.path}/link`);
}

/** Code that tries all probes and leaves a list of which were allowed in `allowed`. */
export function probing(probes: readonly Probe[]): string {
  const tries = probes.map(({ code }) => `async () => { ${code}; }`);
  return `const allowed = [];
    for (const attempt of [${tries.join(",\n")}]) {
      const error = await attempt().then(() => undefined, (error) => error);
      allowed.push(!(error instanceof Deno.errors.NotCapable));
    }`;
}

/** Whether a probe must succeed under a set of permissions. */
export function isAllowed({ kind, items, alsoDeniedBy = [] }: Probe, set: PermissionSet): boolean {
  const rule = set[kind] ?? false;
  const { allow = false, deny = false } = typeof rule === "object" && "length" in rule
    ? { allow: rule }
    : typeof rule === "object"
    ? rule
    : { allow: rule };
  const hit = (side: boolean | readonly string[], by: readonly string[]) => {
    return typeof side === "boolean" ? side : side.some((item) => by.includes(item));
  };
  return hit(allow, items) && !hit(deny, allow === true ? items : [...items, ...alsoDeniedBy]);
}

/** Random sets of permissions. */
export function anySet(kinds: Partial<Record<PermissionKind, readonly string[]>>, denies: boolean) {
  const rules = Object.entries(kinds).map(([kind, items]) => {
    const list = fc.subarray([...items]);
    const side = fc.oneof({ weight: 4, arbitrary: list }, { weight: 1, arbitrary: fc.boolean() });
    const long = fc.record({ allow: side, deny: fc.oneof({ weight: 6, arbitrary: list }, fc.boolean()) }, {
      requiredKeys: [],
    });
    return [kind, denies ? fc.oneof(side, long) : side];
  });
  return fc.record(Object.fromEntries(rules), { requiredKeys: [] }) as fc.Arbitrary<PermissionSet>;
}
