import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { describeGrant, KINDS } from "../../../src/sandbox/grant/mod.ts";
import type { PermissionSet } from "../../../src/manifest/types.ts";
import { grantOf } from "./support.ts";

const describe = (set: "none" | PermissionSet) =>
  describeGrant({ ...grantOf("none"), written: set === "none" ? {} : set });

Deno.test("a grant is shown as it was written, in the order of the kinds", () => {
  const grant = grantOf({ net: ["api.example.com:443", "b.com"], read: ["./docs"], env: true });
  assertEquals(describeGrant(grant), "read ./docs; net api.example.com:443, b.com; env everything");
});

Deno.test("nothing is 'none', however it was written", () => {
  for (const set of ["none", {}, { read: [], net: false, env: { allow: ["A"], deny: true } }] as const) {
    assertEquals(describe(set), "none");
  }
});

Deno.test("what is denied is shown with what it is taken from", () => {
  assertEquals(describe({ env: { allow: true, deny: ["HOME", "USER"] } }), "env everything without HOME, USER");
});

Deno.test("items that could be taken for something else are in quotes, and what cannot be seen is written out", () => {
  assertEquals(describe({ read: ["a b", "c;d", 'e"f', "g\u202eh"] }), 'read "a b", "c;d", "e\\"f", gU+202Eh');
});

Deno.test("long lists and long items are cut", () => {
  assertEquals(
    describe({ env: Array.from({ length: 20 }, (_, index) => `V${index}`) }),
    "env V0, V1, V2, V3, V4, V5, V6, V7, 12 more",
  );
  assertEquals(describe({ read: ["x".repeat(1000)] }), `read ${"x".repeat(100)}…`);
});

Deno.test("property: the text is on one line, bounded, and without anything that a terminal would obey", () => {
  const list = fc.array(fc.string({ unit: "binary", maxLength: 200 }), { maxLength: 20 });
  const kinds = Object.fromEntries(KINDS.map((kind) => [kind, fc.oneof(list, fc.record({ allow: list, deny: list }))]));
  fc.assert(fc.property(fc.record(kinds), (set) => {
    const text = describe(set as PermissionSet);
    assert(!/[\p{Cc}\p{Cf}]/u.test(text) && text.length < 8 * 2 * 9 * 1000, text);
  }));
});
