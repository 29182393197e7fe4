import { assertEquals, assertInstanceOf, assertStrictEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UsageError } from "../../src/engine/mod.ts";
import { share, shareRecord, unshare } from "../../src/sandbox/share.ts";

class Agent {
  sessionId = "s1";
  readonly #log: string[] = [];

  get size(): number {
    return this.#log.length;
  }

  add(text: string): void {
    this.#log.push(text);
  }
}

Deno.test("sharing gives back the same object, and leaves no trace on it", () => {
  const agent = new Agent();
  assertStrictEquals(share(agent, ["add"]), agent);
  assertEquals(Reflect.ownKeys(agent), ["sessionId"]);
});

Deno.test("frozen objects can be shared, and members that are inherited or have a getter", () => {
  const agent = Object.freeze(new Agent());
  share(agent, ["sessionId", "size", "add"]);
  assertEquals([...shareRecord(agent)!.members], ["sessionId", "size", "add"]);
});

Deno.test("no getter runs while an object is shared", () => {
  const object = {
    get token(): string {
      throw new Error("no");
    },
  };
  share(object, ["token"]);
});

Deno.test("the last call of share holds, and the same call gives the same record", () => {
  const agent = new Agent();
  const first = shareRecord(share(agent, ["add"]));
  const second = shareRecord(share(agent, ["sessionId"], { keep: true }));
  assertEquals([[...second!.members], second!.keep, first!.keep], [["sessionId"], true, false]);
  assertStrictEquals(shareRecord(share(agent, ["add"])), first);
  assertStrictEquals(shareRecord(share(agent, ["sessionId"], { keep: true })), second);
});

Deno.test("an object that is shared no longer has no record, and may be shared again", () => {
  const agent = share(new Agent(), ["add"]);
  unshare(agent);
  unshare(agent);
  assertEquals(shareRecord(agent), undefined);
  share(agent, ["sessionId"]);
  assertEquals([...shareRecord(agent)!.members], ["sessionId"]);
});

Deno.test("copies of Tenon know of what each other shared", async () => {
  const source = await Deno.readTextFile(new URL("../../src/sandbox/share.ts", import.meta.url));
  const url = new URL("../../src/engine/errors.ts", import.meta.url).href;
  const text = source.replace("../engine/errors.ts", url);
  const copy = await import(`data:application/typescript,${encodeURIComponent(text)}`) as { share: typeof share };
  const agent = new Agent();
  copy.share(agent, ["add"]);
  assertEquals([...shareRecord(agent)!.members], ["add"]);
});

/** Calls that cannot work, and what is said. */
const WRONG: readonly [name: string, object: unknown, members: unknown, says: string][] = [
  ["null", null, ["a"], "Cannot share null: only objects can be shared."],
  ["text", "x", ["length"], "Cannot share a string: only objects can be shared."],
  ["a function", () => {}, ["length"], "Cannot share a function: only objects can be shared."],
  ["no list of members", {}, "add", "its members must be a list of names"],
  [
    "a member that does not exist",
    new Agent(),
    ["add", "sesionId"],
    "Cannot share the member 'sesionId': the object must have it.",
  ],
  ["a private member", new Agent(), ["#log"], "the object must have it"],
  ["a symbol", { [Symbol.iterator]: 1 }, [Symbol.iterator], "the name of a member must be a string"],
  ["then", { then() {} }, ["then"], "would be taken for a promise"],
  ["__proto__", {}, ["__proto__"], "it is no member"],
];

for (const [name, object, members, says] of WRONG) {
  Deno.test(`cannot be shared: ${name}`, () => {
    const error = assertThrows(() => share(object as object, members as never[]));
    assertInstanceOf(error, UsageError);
    assertEquals(error.code, "cannot-share");
    assertStringIncludes(error.message, says);
  });
}
