import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { NOBODY } from "../../../../examples/crow/frontend.ts";
import { SUMMARISE } from "../../../../examples/crow/summary.ts";
import type { Message, ModelRequest } from "../../../../examples/crow/model.ts";
import { tokensIn, tokensOf } from "../../../../examples/crow/plugins/compaction/tokens.ts";
import type { Session } from "../../../../examples/crow/session.ts";
import type { TestAnswer, TinyHost } from "../support.ts";
import { hostWith, inBothPlaces, until } from "./support.ts";

const HEADING = "Summary of the conversation so far:\n\n";

/** A sentence of some twenty tokens. */
const LONG = "Crows are clever birds that make and use tools, and they remember the faces of people. ";

/** A model that sums up with a text, and answers everything else with a sentence. */
function summing(summary: () => string | Promise<string>) {
  return async (request: ModelRequest): Promise<TestAnswer> =>
    request.messages[0]?.content === SUMMARISE ? await summary() : `Answer. ${LONG}`;
}

function compacting(options: object) {
  return { compaction: { options } };
}

/** The request of the last question, without its instructions. */
function lastRequest(host: TinyHost): Message[] {
  return [...host.requests.findLast(([first]) => first?.content !== SUMMARISE) ?? []];
}

async function ask(host: TinyHost, session: Session, ...questions: string[]): Promise<void> {
  for (const question of questions) await host.agent.run(session, question);
}

inBothPlaces("below the budget a request is left as it is", async (place) => {
  await using host = await hostWith(place, compacting({ budget: 2000 }), {}, summing(() => "Nothing."));
  const session = await host.agent.startSession();
  await ask(host, session, "one", "two");
  assertEquals(lastRequest(host).map(({ role }) => role), ["user", "assistant", "user"]);
  assertEquals(host.notes, []);
});

inBothPlaces(
  "above it, a summary takes the place of all but the last turns, and is a part of the session",
  async (place) => {
    await using host = await hostWith(
      place,
      compacting({ budget: 200, keepTurns: 2 }),
      {},
      summing(() => " They talked. "),
    );
    const session = await host.agent.startSession();
    session.instruct("Be kind.");
    await ask(host, session, "one", "two", "three", "four", "five");
    assertEquals(host.said, []);
    await ask(host, session, `six ${LONG.repeat(3)}`);
    assertEquals(lastRequest(host).slice(0, -1).map(({ role, content }) => `${role} ${content.split(" ")[0]}`), [
      "system Be",
      "system Summary",
      "user four",
      "assistant Answer.",
      "user five",
      "assistant Answer.",
    ]);
    assertEquals(lastRequest(host)[1], { role: "system", content: `${HEADING}They talked.` });
    assert(tokensIn(lastRequest(host)) <= 200);
    assertEquals(session.messages[0]?.content, `${HEADING}They talked.`);
    assertMatch(host.said.join("\n"), /^compaction: replaced 6 messages by a summary: 2\d\d tokens are now 1\d\d$/);
    // What was summed up: all that was replaced, and nothing else.
    const [, { content = "" } = {}] = host.requests.find(([first]) => first?.content === SUMMARISE)!;
    assertMatch(
      content,
      /^user: one\n\nassistant: Answer\..*\n\nuser: two\n\n.*\n\nuser: three\n\nassistant: Answer\. [^\n]*$/,
    );
  },
);

inBothPlaces(
  "it is done once, until the budget is passed again; the summary then is a part of the next",
  async (place) => {
    let count = 0;
    await using host = await hostWith(
      place,
      compacting({ budget: 150, keepTurns: 1 }),
      {},
      summing(() => `Sum ${++count}.`),
    );
    const session = await host.agent.startSession();
    const counts: number[] = [];
    for (let i = 0; i < 12; i++) {
      await ask(host, session, `question ${i}`);
      counts.push(count);
      assert(tokensIn(lastRequest(host)) <= 150);
    }
    assert(count >= 2 && count <= 4, counts.join());
    const second = host.requests.filter(([first]) => first?.content === SUMMARISE)[1]!;
    assertMatch(second[1]!.content, /^system: Summary of the conversation so far:\n\nSum 1\.\n\nuser: /);
    assertEquals(session.messages.filter(({ content }) => content.startsWith(HEADING)).length, 1);
    assertEquals(host.notes.filter(({ problem }) => problem), []);
  },
);

inBothPlaces("a call of a tool is never without its result, nor a result without its call", async (place) => {
  let asked = 0;
  const answer = (request: ModelRequest): TestAnswer => {
    if (request.messages[0]?.content === SUMMARISE) return "Sum.";
    const open = request.messages.at(-1)?.role === "user";
    return open ? { toolCalls: [{ id: `c${++asked}`, name: "nothing", args: { text: LONG } }] } : "Answer.";
  };
  await using host = await hostWith(place, compacting({ budget: 300, keepTurns: 3 }), {}, answer);
  const session = await host.agent.startSession();
  for (let i = 0; i < 10; i++) await ask(host, session, `question ${i}`);
  for (const request of host.requests) {
    const calls = request.flatMap(({ toolCalls = [] }) => toolCalls.map(({ id }) => id));
    const results = request.flatMap(({ toolCallId }) => toolCallId === undefined ? [] : [toolCallId]);
    assertEquals(calls, results);
  }
  assert(host.said.length > 0);
});

inBothPlaces(
  "where the model cannot sum up, the beginnings of the messages do, and the user is told",
  async (place) => {
    const failing: [() => string | Promise<string>, RegExp][] = [
      [() => Promise.reject(new Error("no model to be had")), /: no model to be had$/],
      [() => " \n", /: the model gave an empty one$/],
      [() => new Promise(() => {}), /: it took longer than 50 ms$/],
    ];
    for (const [summary, reason] of failing) {
      await using host = await hostWith(
        place,
        compacting({ budget: 600, keepTurns: 1, patienceMs: 50 }),
        {},
        summing(summary),
      );
      const session = await host.agent.startSession();
      await ask(host, session, "one", "two", "three", "four", "five", "six", `seven ${LONG.repeat(22)}`);
      const said = ["four", "five"].map((question) => `user: ${question}\nassistant: Answer. ${LONG.trim()}`);
      assertEquals(session.messages[0]?.content, HEADING + said.join("\n"));
      assertMatch(host.said[0]!, /^!compaction: there is no summary, so the beginnings of the messages have to do: /);
      assertMatch(host.said[0]!, reason);
    }
  },
);

inBothPlaces("a summary that is too long is cut off", async (place) => {
  await using host = await hostWith(
    place,
    compacting({ budget: 400, keepTurns: 1 }),
    {},
    summing(() => LONG.repeat(100)),
  );
  const session = await host.agent.startSession();
  await ask(host, session, "one", "two", "three", `four ${LONG.repeat(17)}`);
  assert(tokensOf(session.messages[0]!.content) < 400 / 8 + 10);
  assert(tokensIn(lastRequest(host)) <= 400);
});

inBothPlaces("last turns for which there is no room are summed up as well", async (place) => {
  await using host = await hostWith(place, compacting({ budget: 300, keepTurns: 3 }), {}, summing(() => "Sum."));
  const session = await host.agent.startSession();
  await ask(host, session, "one", `two ${LONG.repeat(13)}`, "three");
  assertEquals(lastRequest(host).map(({ content }) => content.split(" ")[0]), ["Summary", "three"]);
  assert(tokensIn(lastRequest(host)) <= 300);
});

inBothPlaces("a question that is too long by itself is sent, and the user is told once", async (place) => {
  await using host = await hostWith(place, compacting({ budget: 50 }), {}, summing(() => "Sum."));
  const session = await host.agent.startSession();
  await ask(host, session, LONG.repeat(5));
  assertEquals(host.said.length, 1);
  assertMatch(
    host.said[0]!,
    /^!compaction: the request has \d+ tokens, and there is nothing to replace in it, more than the budget of 50$/,
  );
  await ask(host, session, LONG.repeat(5));
  assertEquals(lastRequest(host).map(({ role }) => role), ["system", "user"]);
  assertEquals(host.notes.filter(({ problem }) => problem).length, 1);
});

inBothPlaces("options that are none are reasons not to load", async (place) => {
  for (const [option, value] of [["budget", 0], ["budget", "1"], ["keepTurns", 0], ["patienceMs", -1]] as const) {
    await assertRejects(() => hostWith(place, compacting({ [option]: value })), Error, `its option "${option}" must`);
  }
});

/** A model whose summaries are given when the test gives them. */
function waiting() {
  const asked = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const given = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  let count = 0;
  const answer = summing(() => {
    asked[count]!.resolve();
    return given[count++]!.promise;
  });
  return { asked, given, answer };
}

inBothPlaces("a summary that comes after its turn was cancelled replaces nothing", async (place) => {
  const { asked, given, answer } = waiting();
  await using host = await hostWith(place, compacting({ budget: 200, keepTurns: 1 }), {}, answer);
  const session = await host.agent.startSession();
  await ask(host, session, "one", "two", "three", "four", "five");
  const before = session.history();
  const stop = new AbortController();
  const cancelled = host.agent.run(session, `six ${LONG.repeat(3)}`, NOBODY, stop.signal);
  await asked[0]!.promise;
  stop.abort();
  await cancelled;
  const next = ask(host, session, "seven");
  await asked[1]!.promise;
  given[0]!.resolve("Late.");
  await until("the plugin tells that it came too late", () => host.said.some((line) => line.includes("too late")));
  assertEquals(session.history().slice(0, before.length), before);
  given[1]!.resolve("In time.");
  await next;
  const contents = session.messages.map(({ content }) => content.split(" ")[0]);
  assertEquals(session.messages[0]!.content, `${HEADING}In time.`);
  assertEquals(contents.slice(1), ["six", "(cancelled)", "seven", "Answer."]);
  assertEquals(host.notes.filter(({ problem }) => problem), []);
});

inBothPlaces("what is added while the summary is made stays", async (place) => {
  const { asked, given, answer } = waiting();
  await using host = await hostWith(place, compacting({ budget: 200, keepTurns: 1 }), {}, answer);
  const session = await host.agent.startSession();
  await ask(host, session, "one", "two", "three", "four", "five");
  const turn = ask(host, session, `six ${LONG.repeat(3)}`);
  await asked[0]!.promise;
  session.remember({ userInput: "extra", answer: "Extra." });
  given[0]!.resolve("Sum.");
  await turn;
  const contents = session.messages.map(({ content }) => content.split(" ")[0]);
  assertEquals(contents, ["Summary", "five", "Answer.", "extra", "Extra.", "six", "Answer."]);
});

inBothPlaces("a conversation that somebody else replaces while the summary is made stays so", async (place) => {
  const { asked, given, answer } = waiting();
  await using host = await hostWith(place, compacting({ budget: 200, keepTurns: 1 }), {}, answer);
  const session = await host.agent.startSession();
  await ask(host, session, "one", "two", "three", "four", "five");
  const turn = ask(host, session, `six ${LONG.repeat(3)}`);
  await asked[0]!.promise;
  session.replaceHistory([{ role: "user", content: "other" }, ...session.messages.slice(1)]);
  given[0]!.resolve("Sum.");
  await turn;
  assertEquals(session.messages.length, 12);
  assertEquals(session.messages[0]!.content, "other");
  assertEquals(host.said, ["compaction: the conversation was changed meanwhile, so it is not replaced by its summary"]);
});
