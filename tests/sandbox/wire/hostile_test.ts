import { assertEquals, assertInstanceOf, assertStringIncludes } from "@std/assert";
import { WireError } from "../../../src/sandbox/wire/mod.ts";
import { rejection, scripted, settled } from "./support.ts";

/** Messages that end the connection, and what the reason says. */
const DEADLY: readonly [name: string, message: string, says: string][] = [
  ["no JSON", "{", "a message must be JSON"],
  ["nothing after the prefix", "", "a message must be JSON"],
  ["no list", "{}", "no message of a known kind"],
  ["a number", "1", "no message of a known kind"],
  ["null", "null", "no message of a known kind"],
  ["an empty list", "[]", "no message of a known kind"],
  ["a kind that is not known", '["constructor",1]', "no message of a known kind"],
  ["a part too few", '["call",1,"x"]', "has 3 parts"],
  ["a part too many", '["ok",1,2,3]', "has 2 parts"],
  ["a number that is none", '["call","1","x",null]', "part 1"],
  ["a number that is negative", '["call",-1,"x",null]', "part 1"],
  ["a number that is too large", '["call",1e300,"x",null]', "part 1"],
  ["a number that is broken", '["call",1.5,"x",null]', "part 1"],
  ["a method that is no text", '["call",1,{},null]', "part 2"],
  ["dropped references that are no list", '["drop",{"length":5},"x"]', "part 1"],
  ["dropped references that are no numbers", '["drop",[1,"2"],"x"]', "part 1"],
  ["an answer that nobody waits for", '["ok",7,null]', "answers a call that does not wait"],
  ["an error that nobody waits for", '["err",7,null]', "answers a call that does not wait"],
  ["a told value that is broken", '["tell","x",{"@":"map"}]', "must hold a list"],
];

for (const [name, message, says] of DEADLY) {
  Deno.test(`ends the connection: ${name}`, async () => {
    const { connection, send, ended } = scripted();
    const waiting = rejection(connection.call("x", 1));
    await send(`#${message}\n`);
    const reason = await ended;
    assertInstanceOf(reason, WireError);
    assertEquals((reason as WireError).code, "bad-message");
    assertStringIncludes(reason.message, says);
    assertEquals(await waiting, reason);
    await connection.end();
  });
}

Deno.test("ends the connection: answering twice", async () => {
  const { connection, message, next, ended } = scripted();
  const answer = connection.call("x", 1);
  await next();
  await message(["ok", 0, "first"]);
  await message(["ok", 0, "second"]);
  assertEquals(await answer, "first");
  assertStringIncludes((await ended).message, "plugin 'hostile' sent: it answers a call that does not wait");
});

Deno.test("ends the connection: a number of a call that is in use", async () => {
  const { message, ended } = scripted({ handle: () => new Promise(() => {}) });
  await message(["call", 1, "x", null]);
  await message(["call", 1, "x", null]);
  assertStringIncludes((await ended).message, "used the number of a call twice");
});

Deno.test("ends the connection: more calls at once than are allowed", async () => {
  let handled = 0;
  const { message, ended } = scripted({
    limits: { callsInFlight: 5 },
    handle() {
      handled++;
      return new Promise(() => {});
    },
  });
  for (let i = 0; i < 6; i++) await message(["call", i, "x", null]);
  assertStringIncludes((await ended).message, "more calls at once than the limit 'callsInFlight' allows: 5");
  assertEquals(handled, 5);
});

Deno.test("ends the connection: a message that is too long, before it is all there", async () => {
  const { send, ended } = scripted({ limits: { messageBytes: 1000 } });
  for (let i = 0; i < 12; i++) await send("x".repeat(100));
  assertStringIncludes((await ended).message, "more than 1000 bytes");
});

/** Values that are not well formed. */
const BROKEN: readonly string[] = [
  '{"@":1}',
  '{"@":null}',
  '{"@":"constructor"}',
  '{"@":"number","v":"5"}',
  '{"@":"number"}',
  '{"@":"bigint","v":"0x5"}',
  '{"@":"bigint","v":"--5"}',
  '{"@":"bigint","v":5}',
  '{"@":"bigint"}',
  '{"@":"date","v":"2020"}',
  '{"@":"date"}',
  '{"@":"object","v":[]}',
  '{"@":"object","v":null}',
  '{"@":"object"}',
  '{"@":"url","v":"no url"}',
  '{"@":"url","v":{"toString":1}}',
  '{"@":"map","v":[1]}',
  '{"@":"map","v":{"length":2}}',
  '{"@":"set","v":"abc"}',
  '{"@":"headers","v":[["a"]]}',
  '{"@":"headers","v":[["a b","c"]]}',
  '{"@":"headers","v":[["a","c\\nd"]]}',
  '{"@":"headers","v":"ab"}',
  '{"@":"buffer","v":"*"}',
  '{"@":"buffer"}',
  '{"@":"view","t":"Uint16Array","v":"AA=="}',
  '{"@":"view","t":"Array","v":"AA=="}',
  '{"@":"view","t":"constructor","v":"AA=="}',
  '{"@":"blob","v":"AA=="}',
  '{"@":"blob","v":"AA==","t":"","n":"x"}',
  '{"@":"error"}',
  '{"@":"error","n":"x","m":1}',
  '{"@":"error","n":{},"m":""}',
  '{"@":"error","n":"x","m":"","s":1}',
  '{"@":"error","n":"x","m":"","code":{}}',
  '{"@":"error","n":"x","m":"","p":[]}',
  '{"@":"error","n":"x","m":"","k":1}',
  '{"@":"error","n":"AggregateError","m":"","errors":{}}',
  `{"@":"error","n":"${"x".repeat(300)}","m":""}`,
  '{"@":"ref","i":1}',
  '{"@":"ref","i":"1","m":[],"d":{}}',
  '{"@":"ref","i":1,"m":{},"d":{}}',
  '{"@":"ref","i":1,"m":[],"d":[]}',
  '{"@":"ref","i":1,"m":["then"],"d":{}}',
  '{"@":"ref","i":1,"m":[1],"d":{}}',
  '{"@":"back","i":{}}',
  '{"@":"readable"}',
  '{"@":"writable","i":-5}',
  `${"[".repeat(65)}${"]".repeat(65)}`,
  `${'{"a":'.repeat(65)}1${"}".repeat(65)}`,
  `${'{"@":"set","v":['.repeat(65)}1${"]}".repeat(65)}`,
  `${'{"@":"error","n":"a","m":"","cause":'.repeat(65)}1${"}".repeat(65)}`,
  `${'{"@":"object","v":{"@":'.repeat(65)}1${"}}".repeat(65)}`,
  `${'{"@":"ref","i":1,"m":[],"d":{"a":'.repeat(65)}1${"}}".repeat(65)}`,
  `[${Array.from({ length: 100_001 }, () => '{"@":"map","v":[]}').join()}]`,
];

for (const value of BROKEN) {
  const name = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  Deno.test(`is an error for the call alone, in both directions: ${name}`, async () => {
    const { connection, send, next } = scripted();
    const answer = rejection(connection.call("x", 1));
    const [, id] = await next();
    await send(`#["ok",${id},${value}]\n#["call",5,"x",${value}]\n`);
    assertEquals((await answer).code, "bad-message");
    const [kind, call, error] = await next() as [string, number, { n: string; code: string }];
    assertEquals([kind, call, error.n, error.code], ["err", 5, "WireError", "bad-message"]);
    await send(`#["call",6,"x",1]\n`);
    assertEquals(await next(), ["ok", 6, 1]);
    await connection.end();
  });
}

Deno.test("a hostile value reaches no prototype, and nothing in it runs", async () => {
  const got: unknown[] = [];
  const { connection, send } = scripted({ onTell: (_, value) => got.push(value) });
  const evil = '{"polluted":1}';
  const keys = `"__proto__":${evil},"\\u005f_proto__":${evil},"constructor":{"prototype":${evil}},"then":1,"toJSON":1`;
  await send(`#["tell","x",{${keys}}]\n`);
  await send(`#["tell","x",{"@":"object","v":{"@":1,${keys}}}]\n`);
  await send(`#["tell","x",{"@":"error","n":"x","m":"y","p":{${keys},"stack":1,"toString":1,"cause":1}}]\n`);
  await send(`#["tell","x",{"@":"ref","i":0,"m":["constructor"],"d":{${keys}}}]\n`);
  await settled();
  assertEquals(got.length, 4);
  assertEquals(({} as { polluted?: unknown }).polluted, undefined);
  const [plain, tagged, error, stub] = got as [object, object, Error, object];
  for (const value of [plain, tagged]) assertEquals(Object.getPrototypeOf(value), Object.prototype);
  assertEquals(Object.keys(plain), ["constructor", "then", "toJSON"]);
  assertEquals([`${error}`, error.stack, error.constructor, "cause" in error], ["x: y", "x: y", Error, false]);
  assertEquals(Object.getPrototypeOf(stub), null);
  assertEquals("__proto__" in stub, false);
  await connection.end();
});
