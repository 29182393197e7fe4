import { assertEquals } from "@std/assert";
import { rejection, scripted } from "./support.ts";

Deno.test("a hostile peer gets nothing out of streams but errors", async () => {
  const { connection, message, next } = scripted({ limits: { references: 3 } });
  const stream = ReadableStream.from([1, 2, 3, 4]);
  const answer = connection.call("x", { stream, sink: new WritableStream() });
  const [, call, , value] = await next() as [string, number, string, { stream: { i: number }; sink: { i: number } }];
  await message(["ok", call, null]);
  await answer;
  const r = value.stream.i;
  const w = value.sink.i;
  let id = 0;
  for (
    const method of [
      `@s${r}.write`,
      `@s${r}.close`,
      `@s${w}.pull`,
      `@s${w}.cancel`,
      `@s77.pull`,
      `@s${r}.constructor`,
      `@s${r}.`,
    ]
  ) {
    await message(["call", id, method, null]);
    assertEquals((await next()).slice(0, 2), ["err", id++], method);
  }
  // Two chunks at a time are fine, and so is giving up twice.
  for (
    const method of [`@s${r}.pull`, `@s${r}.pull`, `@s${r}.cancel`, `@s${r}.cancel`, `@s${w}.abort`, `@s${w}.abort`]
  ) {
    await message(["call", id++, method, null]);
  }
  const kinds = [];
  for (let i = 0; i < 6; i++) kinds.push((await next())[0]);
  assertEquals(kinds, ["ok", "ok", "ok", "ok", "ok", "ok"]);
  assertEquals(connection.sizes.streams, 0);
  // Streams that are sent twice, or too many of them.
  for (const ids of [[1, 1], [1, 2, 3, 4], [-1], ["x"]]) {
    const refused = rejection(connection.call("y", 1));
    const [, call] = await next();
    await message(["ok", call, ids.map((i) => ({ "@": "readable", i }))]);
    assertEquals((await refused).code, "bad-message");
  }
  await connection.end();
});

Deno.test("a hostile answer to a pull fails the stream", async () => {
  for (const answer of [null, [1, 2], { a: 1 }, "x"]) {
    const { connection, message, next } = scripted();
    const opening = connection.call("x", 1);
    const [, call] = await next();
    await message(["ok", call, { "@": "readable", i: 0 }]);
    const reading = rejection((await opening as ReadableStream).getReader().read());
    const [, pull, method] = await next();
    assertEquals(method, "@s0.pull");
    await message(["ok", pull, answer]);
    assertEquals((await reading).code, "bad-message");
    assertEquals((await next())[2], "@s0.cancel");
    await connection.end();
  }
});
