import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { LoadError } from "@tenon/tenon";
import { eachIsolation, testPlugin } from "@tenon/tenon/testing";
import { BernsteinSpec } from "@bernstein/hooks";
import fc from "fast-check";
import { payloadOf } from "../../../../../examples/bernstein/plugins/slack/message.ts";
import { HOOKS, Run, task, until } from "../events.ts";
import { ok, SlackServer } from "./slack_server.ts";
import { PLUGIN, slack } from "./support.ts";

eachIsolation("a gate that fails is a message in the form of an incoming webhook", async (isolation) => {
  await using server = new SlackServer(ok);
  await using bench = await slack(server, {}, { isolation });
  await new Run().tell(bench.plugins, "onQualityGateFailure", { task: task({ attempt: 2 }) });
  await until("the message came", () => server.received.length === 1);

  const [{ path, contentType, body }] = server.received as [typeof server.received[0]];
  assertEquals([path, contentType], ["/services/T000/B000/SECRET", "application/json; charset=utf-8"]);
  assertEquals(body, {
    text: "Write the parser did not pass deno lint",
    blocks: [
      {
        type: "rich_text",
        elements: [
          {
            type: "rich_text_section",
            elements: [
              { type: "emoji", name: "construction" },
              { type: "text", text: " Write the parser did not pass deno lint", style: { bold: true } },
            ],
          },
          { type: "rich_text_preformatted", elements: [{ type: "text", text: "1 problem\nunused variable" }] },
        ],
      },
      {
        type: "context",
        elements: [{ type: "plain_text", text: "parser" }, { type: "plain_text", text: "attempt 2 of 3" }],
      },
    ],
  });
});

Deno.test("the channel is told, in order, of what a person should know, and of nothing else", async () => {
  await using server = new SlackServer(ok);
  await using bench = await slack(server);
  const run = new Run();
  for (const hook of HOOKS) await run.tell(bench.plugins, hook);
  await until("all messages came", () => server.received.length === 4);
  assertEquals(server.received.map(({ body }) => body.text), [
    "Write the parser is completed: The parser reads all of it.",
    "Write the parser has failed: the agent exited with code 1: no idea",
    "The run has cost $1.50",
    "Write the parser did not pass deno lint",
  ]);
});

Deno.test("the option events chooses others, and each of the eight hooks has a message", async () => {
  await using server = new SlackServer(ok);
  await using bench = await slack(server, { events: HOOKS });
  const run = new Run();
  for (const hook of HOOKS) await run.tell(bench.plugins, hook);
  await until("all messages came", () => server.received.length === HOOKS.length);
  const texts = server.received.map(({ body }) => body.text);
  assertEquals([texts[0], texts[1], texts[4], texts[5]], [
    "Write the parser is in the queue",
    "backend-1 works on Write the parser",
    "backend-1 has started",
    "backend-1 exited with code 0",
  ]);
});

Deno.test("an event that may have been told before says so", async () => {
  await using server = new SlackServer(ok);
  await using bench = await slack(server);
  const run = new Run();
  await run.tell(bench.plugins, "onTaskFailed", { event: run.event({ repeated: true }) });
  await until("the message came", () => server.received.length === 1);
  assertStringIncludes(JSON.stringify(server.received[0]!.body.blocks), "this may have been told before");
});

Deno.test("whatever a message says, nothing in it is markup, and Slack's limits are kept", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 2000 }),
    fc.array(
      fc.constantFrom("<!channel>", "<@U1>", "```", "*", "\u0007", "\u001b[31m", "\ud800", "&", "\n", "x".repeat(400)),
      {
        maxLength: 20,
      },
    ).map((parts) => parts.join("")),
  );
  fc.assert(fc.property(text, text, text, text, (title, body, output, note) => {
    const payload = payloadOf({ emoji: "x", title, body, output, notes: [note] });
    assert(payload.text.length <= 5 * 1100);
    assert(!/[<>]/.test(payload.text) && !/&(?!amp;|lt;|gt;)/.test(payload.text), payload.text);
    const texts: string[] = [];
    JSON.stringify(payload.blocks, (key, value) => (key === "text" && texts.push(value), value));
    for (const each of texts) {
      assert(each.length <= 502 && each !== "", `${each.length} characters`);
      assert(each.isWellFormed());
      // deno-lint-ignore no-control-regex
      assert(!/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(each), JSON.stringify(each));
    }
    assertEquals(JSON.stringify(payload.blocks).includes("mrkdwn"), false);
  }));
});

Deno.test("the environment says the address, if that permission is granted", async () => {
  await using server = new SlackServer(ok);
  Deno.env.set("SLACK_WEBHOOK_URL", server.webhook);
  try {
    await using bench = await testPlugin(BernsteinSpec, PLUGIN, {
      permissions: { net: [server.host], env: ["SLACK_WEBHOOK_URL"] },
    });
    await new Run().tell(bench.plugins, "onTaskFailed");
    await until("the message came", () => server.received.length === 1);
    await assertRejects(() => testPlugin(BernsteinSpec, PLUGIN), LoadError, "it has no address");
  } finally {
    Deno.env.delete("SLACK_WEBHOOK_URL");
  }
});

Deno.test("options that cannot be right are reasons not to load, and the address is in none of them", async () => {
  const webhook = "https://hooks.slack.com/services/SECRET";
  const wrong: [unknown, string][] = [
    [{}, "it has no address"],
    [{ webhook: "" }, "it has no address"],
    [{ webhook: "hooks.slack.com/services/SECRET" }, "is no https URL"],
    [{ webhook: "file:///SECRET" }, "is no https URL"],
    [{ webhook: 7 }, "is no https URL"],
    [{ webhook, events: ["onTaskDone"] }, 'its option "events" must list hooks'],
    [{ webhook, events: "onTaskFailed" }, 'its option "events" must list hooks'],
    [{ webhook, attempts: 0 }, 'its option "attempts" must be a whole number from 1'],
    [{ webhook, queue: 1.5 }, 'its option "queue" must be a whole number from 1'],
  ];
  for (const [options, why] of wrong) {
    const error = await assertRejects(
      () => testPlugin(BernsteinSpec, PLUGIN, { options, isolation: "host" }),
      LoadError,
      why,
    );
    assertEquals(error.message.includes("SECRET"), false, error.message);
  }
});
