import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { retryAfter } from "../../../../../examples/bernstein/plugins/slack/webhook.ts";
import { Run, task, until } from "../events.ts";
import { type Answer, never, ok, SlackServer } from "./slack_server.ts";
import { slack } from "./support.ts";

const status = (code: number, text: string, headers: Record<string, string> = {}): Answer => () =>
  new Response(text, { status: code, headers });

/** Tells of a task that failed, and waits for what the log says of it. */
async function lost(server: SlackServer, options: Parameters<typeof slack>[1] = {}): Promise<string> {
  await using bench = await slack(server, { attempts: 3, ...options });
  await new Run().tell(bench.plugins, "onTaskFailed");
  await until("the message was given up", () => bench.printed.length > 0);
  assertEquals(bench.printed.length, 1);
  assertEquals(bench.printed[0]!.includes("SECRET"), false);
  return bench.printed[0]!;
}

const GAVE_UP = 'Gave up the message "Write the parser has failed": ';

Deno.test("after a 500 the message is tried again, after waits that double", async () => {
  await using server = new SlackServer(status(500, "rollup_error"), status(503, "down"), status(502, ""), ok);
  await using bench = await slack(server, { retryMs: 40 });
  await new Run().tell(bench.plugins, "onTaskFailed");
  await until("the last attempt came", () => server.received.length === 4);
  const waits = server.received.slice(1).map(({ at }, index) => at - server.received[index]!.at);
  // Timers may go off a moment early, and requests be late; none is sent before its time.
  waits.forEach((wait, index) => assert(wait >= 40 * 2 ** index - 5, `wait ${index + 1} was ${wait} ms`));
  assertEquals(new Set(server.received.map(({ body }) => JSON.stringify(body))).size, 1);
  assertEquals(bench.printed, []);
});

Deno.test("after a 429 it waits as long as Retry-After asks for", async () => {
  await using server = new SlackServer(status(429, "rate_limited", { "retry-after": "1" }), ok);
  await using bench = await slack(server);
  await new Run().tell(bench.plugins, "onTaskFailed");
  await until("the second attempt came", () => server.received.length === 2);
  const [first, second] = server.received;
  assert(second!.at - first!.at >= 995, `it waited ${second!.at - first!.at} ms`);
});

Deno.test("Retry-After is read as seconds or as a date, and anything else says nothing", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  const headers: [string | null, number | undefined][] = [
    ["30", 30_000],
    ["0", 0],
    [" 1.5 ", 1500],
    ["Sat, 21 Nov 2026 12:00:10 GMT", 10_000],
    ["Sat, 21 Nov 2026 11:00:00 GMT", 0],
    ["soon", undefined],
    ["", undefined],
    [null, undefined],
  ];
  for (const [header, ms] of headers) assertEquals(retryAfter(header, now), ms, String(header));
});

Deno.test("a message that never gets through is given up with a line in the log, and the next one is sent", async () => {
  const broken = status(500, "internal_error");
  await using server = new SlackServer(broken, broken, broken, ok);
  await using bench = await slack(server, { attempts: 3 });
  const run = new Run();
  await run.tell(bench.plugins, "onTaskFailed");
  await run.tell(bench.plugins, "onTaskFailed", { task: task({ title: "Write the printer" }) });
  await until("the second message came", () => server.received.length === 4);
  assertEquals(server.received.at(-1)!.body.text.split(":")[0], "Write the printer has failed");
  await until("the log has a line", () => bench.printed.length === 1);
  assertEquals(bench.printed, [`${GAVE_UP}it answered 500 internal_error, after 3 attempts.`]);
});

Deno.test("what Slack refuses is not tried again", async () => {
  for (const [code, why] of [[400, "invalid_payload"], [403, "action_prohibited"], [404, "no_service"]] as const) {
    await using server = new SlackServer(status(code, why));
    assertEquals(await lost(server), `${GAVE_UP}it answered ${code} ${why}.`);
    assertEquals(server.received.length, 1);
  }
});

Deno.test("a redirection is not followed: no other host hears of anything", async () => {
  await using elsewhere = new SlackServer(ok);
  await using server = new SlackServer(status(307, "", { location: elsewhere.webhook }));
  assertEquals(await lost(server), `${GAVE_UP}it answered 307.`);
  assertEquals([server.received.length, elsewhere.received.length], [1, 0]);
});

Deno.test("a server that never answers is given up, and no hook waits for it", async () => {
  await using server = new SlackServer(never);
  assertEquals(
    await lost(server, { timeoutMs: 100, attempts: 2 }),
    `${GAVE_UP}it did not answer within 100 ms, after 2 attempts.`,
  );
  await using bench = await slack(server);
  await new Run().tell(bench.plugins, "onTaskFailed");
  // Nobody has answered it, and nobody will.
  await until("the request came", () => server.received.length === 3);
});

Deno.test("an answer without an end is not waited for", async () => {
  const endless: Answer = () =>
    new Response(
      new ReadableStream<Uint8Array>({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          controller.enqueue(new TextEncoder().encode("x".repeat(100)));
        },
      }),
    );
  await using server = new SlackServer(endless);
  assertStringIncludes(await lost(server), "not as Slack does");

  const stuck: Answer = () => new Response(new ReadableStream({}), { status: 200 });
  await using other = new SlackServer(stuck);
  assertEquals(
    await lost(other, { timeoutMs: 100, attempts: 1 }),
    `${GAVE_UP}it did not answer within 100 ms, after 1 attempt.`,
  );
});

Deno.test("a page that is not Slack's is no success", async () => {
  await using server = new SlackServer(status(200, "<html>Please sign in to this network</html>"));
  assertEquals(
    await lost(server),
    `${GAVE_UP}it answered, but not as Slack does; the address is not that of a webhook.`,
  );
});

Deno.test("a connection that is refused, or is no HTTP, is tried again and given up", async () => {
  const unreachable = `${GAVE_UP}it could not be reached, or broke off, after 3 attempts.`;
  const closed = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = closed.addr as Deno.NetAddr;
  closed.close();
  const at = (port: number) =>
    ({ host: `127.0.0.1:${port}`, webhook: `http://127.0.0.1:${port}/SECRET` }) as SlackServer;
  assertEquals(await lost(at(port)), unreachable);

  using garbage = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  let connections = 0;
  const serving = (async () => {
    for await (const connection of garbage) {
      connections++;
      await connection.write(crypto.getRandomValues(new Uint8Array(1000))).catch(() => {});
      connection.close();
    }
  })();
  assertEquals(await lost(at((garbage.addr as Deno.NetAddr).port)), unreachable);
  assertEquals(connections >= 3, true);
  garbage.close();
  await serving;
});

Deno.test("without permission for the webhook's host nothing is sent, and the log says what is missing", async () => {
  await using server = new SlackServer(ok);
  await using bench = await slack(server, {}, { permissions: { net: ["hooks.slack.com"] } });
  await new Run().tell(bench.plugins, "onTaskFailed");
  await until("the log has a line", () => bench.printed.length === 1);
  assertStringIncludes(bench.printed[0]!, "the permission is missing to reach its host");
  assertEquals(server.received, []);
});

Deno.test("only so many messages wait; the log says how many were left out", async () => {
  const gate = Promise.withResolvers<void>();
  await using server = new SlackServer(() => gate.promise.then(() => new Response("ok")));
  await using bench = await slack(server, { queue: 3 });
  const run = new Run();
  await run.tell(bench.plugins, "onTaskFailed");
  await until("the first message is on its way", () => server.received.length === 1);
  for (let count = 0; count < 10; count++) await run.tell(bench.plugins, "onCostThreshold", { totalUsd: count });
  gate.resolve();
  await until("the log has a line", () => bench.printed.length === 1);
  assertEquals(bench.printed, ["Left out 7 messages, for which there was no room or no time."]);
  assertEquals(
    server.received.slice(1).map(({ body }) => body.text),
    [0, 1, 2].map((n) => `The run has cost $${n}.00`),
  );
});

Deno.test("what waits at the end of a run is sent before the plugin ends", async () => {
  await using server = new SlackServer(status(503, ""), ok);
  {
    // The wait before the second attempt would be an hour.
    await using bench = await slack(server, { retryMs: 3_600_000 });
    const run = new Run();
    for (let count = 0; count < 5; count++) await run.tell(bench.plugins, "onTaskFailed");
    await until("the first attempt was answered", () => server.received.length === 1);
  }
  assertEquals(server.received.length, 6);
});

Deno.test("a server that never answers does not keep a run from ending", async () => {
  await using server = new SlackServer(never);
  const bench = await slack(server);
  const run = new Run();
  for (let count = 0; count < 5; count++) await run.tell(bench.plugins, "onTaskFailed");
  await until("the first attempt came", () => server.received.length === 1);
  await bench.plugins.close();
  assertEquals(bench.printed, [
    `${GAVE_UP}there was no time left, after 1 attempt.`,
    "Left out 4 messages, for which there was no room or no time.",
  ]);
});
