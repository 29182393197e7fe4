import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { describeWanted, missing, type Wanted, wantedPermissions } from "../../../src/sandbox/grant/mod.ts";
import { grantOf } from "./support.ts";

function problemWith(value: unknown): string {
  const { wanted, problem = "" } = wantedPermissions(value);
  assertEquals(wanted, undefined);
  const beginning = "The plugin's export 'permissions' cannot be read: ";
  assert(problem.startsWith(beginning) && problem.endsWith("."), problem);
  return problem.slice(beginning.length, -1);
}

Deno.test("a plugin can want nothing, everything, a set of permissions, or not say", () => {
  const set = { read: ["./docs"], net: { allow: ["a.com"], deny: ["b.com"] }, env: true, run: false };
  for (const value of ["none", "inherit", {}, set, undefined]) {
    assertEquals(wantedPermissions(value), { wanted: value as Wanted, problem: undefined });
  }
});

Deno.test("what was read is a copy, with nothing of the plugin's in it", () => {
  const value = { net: ["a.com"] };
  const { wanted } = wantedPermissions(value);
  value.net.push("evil.com");
  assertEquals(wanted, { net: ["a.com"] });
});

Deno.test("a wish that is not in order is told, with what was probably meant", () => {
  assertEquals(problemWith("all"), 'it must be "none", "inherit" or an object: found "all"');
  for (const value of [null, 5, ["net"], () => 1, true]) {
    assert(problemWith(value).startsWith('it must be "none", "inherit" or an object'));
  }
  assertEquals(problemWith({ nett: true }), "it has the unknown key 'nett'; did it mean 'net'?");
  assertEquals(problemWith({ [Symbol("x")]: true }), "it has the unknown key 'Symbol(x)'");
  assertEquals(
    problemWith({ net: "a.com" }),
    `'net' must be true, false, a list of strings, or an object with 'allow' and 'deny': found "a.com"`,
  );
  assertEquals(problemWith({ net: ["a", 5] }), "'net[1]' must be a string of at most 300 characters");
  assertEquals(problemWith({ net: { allow: 5 } }), "'net.allow' must be true, false or a list of strings");
  assertEquals(problemWith({ net: { alow: [] } }), "'net' has the unknown key 'alow'; did it mean 'allow'?");
});

Deno.test("getters are not run", () => {
  const getter = {
    get net(): never {
      throw new Error("ran");
    },
  };
  assertEquals(problemWith(getter), "it must have values, not getters");
  const list = Object.defineProperty(["a"], 0, { get: () => "b" });
  assertEquals(problemWith({ net: list }), "net must have values, not getters");
});

Deno.test("proxies that throw, and what is huge, are no wishes", () => {
  const fail = () => {
    throw new Error("no");
  };
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const cannot = "it must be a plain object: it cannot be looked at";
  assertEquals(problemWith(proxy), cannot);
  assertEquals(problemWith({ net: proxy }), cannot);
  assertEquals(problemWith(new Proxy({}, { ownKeys: fail })), cannot);
  assertEquals(problemWith({ net: new Proxy([], { getOwnPropertyDescriptor: fail }) }), cannot);
  assertEquals(problemWith({ net: new Array(2 ** 32 - 1) }), "'net' must have at most 100 items");
  assertEquals(problemWith({ net: ["x".repeat(301)] }), "'net[0]' must be a string of at most 300 characters");
  assert(problemWith({ ["x".repeat(10_000)]: 1 }).length < 200);
});

Deno.test("a list that says another length at each look ends all the same", () => {
  let length = 0;
  const list = new Proxy([], {
    getOwnPropertyDescriptor: (target, key) =>
      key === "length" ? { value: length += 50, writable: true } : Reflect.getOwnPropertyDescriptor(target, key),
  });
  assertEquals(wantedPermissions({ net: list }).wanted, undefined);
});

Deno.test("property: whatever a plugin exports, there is either a wish or a problem, or neither for undefined", () => {
  fc.assert(fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }), (value) => {
    const { wanted, problem } = wantedPermissions(value);
    assertEquals(wanted === undefined && problem === undefined, value === undefined);
    if (wanted !== undefined) describeWanted(wanted);
  }));
});

Deno.test("a wish is shown like a grant", () => {
  assertEquals(describeWanted("inherit"), "inherit");
  assertEquals(describeWanted({}), "none");
  assertEquals(describeWanted({ net: ["a.com"] }), "net a.com");
});

Deno.test("what a plugin wants and is not granted is listed, item by item", () => {
  const grant = grantOf({
    read: { allow: ["./docs"], deny: ["./docs/secret"] },
    net: ["*.a.com", "10.0.0.0/8", "b.com:443"],
    env: ["A_*"],
    run: ["./tool", "git"],
    sys: true,
  });
  const wanted: Wanted = {
    read: ["docs/x", "./docs/secret/y", "/etc"],
    write: true,
    net: ["x.a.com:80", "a.com", "10.9.9.9", "11.1.1.1", "b.com:443", "b.com", "not a host"],
    env: { allow: ["A_B", "A_*", "A*", "B"], deny: ["C"] },
    run: ["./tool", "git", "ls"],
    sys: ["uid"],
    ffi: false,
  };
  assertEquals(missing(wanted, grant), [
    "read ./docs/secret/y",
    "read /etc",
    "write everything",
    "net 11.1.1.1",
    "net b.com",
    'net "not a host"',
    "env A*",
    "env B",
    "run ls",
  ]);
});

Deno.test("who wants nothing misses nothing; who wants to inherit misses that", () => {
  assertEquals(missing("none", grantOf("none")), []);
  assertEquals(missing("inherit", grantOf({ read: true })), ['all that the host may do ("inherit")']);
});
