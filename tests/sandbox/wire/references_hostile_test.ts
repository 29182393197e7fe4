import { assertEquals } from "@std/assert";
import { share } from "../../../src/sandbox/share.ts";
import { Agent } from "./agent.ts";
import { rejection, scripted } from "./support.ts";

Deno.test("a hostile plugin calls only what is shared, as long as it is", async () => {
  const agent = share(Object.assign(new Agent(), { later: 1 as unknown as Agent["later"] }), [
    "add",
    "sessionId",
    "self",
  ]);
  const { connection, message, next } = scripted();
  const scope = connection.openScope("test");
  const answer = connection.call("hook", { agent }, { scope });
  const [, call, , value] = await next() as [string, number, string, { agent: { i: number } }];
  const { i } = value.agent;
  const tries: [string, unknown][] = [
    [`@r${i}.secret`, []],
    [`@r${i}.sessionId`, []],
    [`@r${i}.constructor`, ["return 1"]],
    [`@r${i}.__proto__`, []],
    [`@r${i}.toString`, []],
    [`@r${i}.fail`, []],
    [`@r${i}.`, []],
    [`@r${i}`, []],
    [`@r${i + 1}.add`, ["x"]],
    [`@r99999999999999999999.add`, ["x"]],
    [`@x${i}.add`, []],
    [`@s${i}.pull`, []],
    [`@r${i}.add`, "no list"],
    [`@r${i}.add`, { "@": "map", v: [1] }],
    [`@r${i}.add`, [{ "@": "ref", i: 5 }]],
    [`@r${i}.add`, [{ "@": "back", i: 77 }]],
  ];
  for (const [id, [method, args]] of tries.entries()) {
    await message(["call", id, method, args]);
    assertEquals((await next()).slice(0, 2), ["err", id], method);
  }
  assertEquals(agent.messages, []);
  await message(["call", 100, `@r${i}.add`, ["fine"]]);
  assertEquals(await next(), ["ok", 100, 1]);
  await message(["ok", call, null]);
  await answer;
  scope.close();
  assertEquals((await next()).slice(0, 2), ["drop", [i]]);
  await message(["call", 101, `@r${i}.add`, ["late"]]);
  assertEquals((await next()).slice(0, 2), ["err", 101]);
  assertEquals(agent.messages, ["fine"]);
  await connection.end();
});

Deno.test("a hostile reference cannot be a thenable, and has no prototype to pollute", async () => {
  for (const method of ["then", "__proto__", 5]) {
    const { connection, message, next } = scripted();
    const answer = rejection(connection.call("x", 1));
    await next();
    await message(["ok", 0, { "@": "ref", i: 0, m: [method], d: {} }]);
    assertEquals((await answer).code, "bad-message");
    await connection.end();
  }
});
