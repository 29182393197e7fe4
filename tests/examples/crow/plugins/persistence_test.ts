import { assertEquals, assertRejects } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import type { Message, ModelRequest } from "../../../../examples/crow/model.ts";
import { SUMMARISE } from "../../../../examples/crow/summary.ts";
import { Folder, messagesIn, turnsIn } from "../support.ts";
import { hostOf, questions } from "./persistence_support.ts";
import { hostWith, inBothPlaces, until } from "./support.ts";

inBothPlaces("messages are written a batch at a time", async (place) => {
  using folder = new Folder();
  await using crow = await hostOf(place, folder, { batchSize: 6 });
  const session = await crow.agent.startSession("s");
  const seen: number[] = [];
  for (const question of ["a", "b", "c", "d"]) {
    await crow.agent.run(session, question);
    seen.push(questions(folder).length);
  }
  assertEquals(seen, [0, 0, 3, 3]);
  assertEquals(crow.said.slice(1), [
    "persistence: 2 messages waiting to be written",
    "persistence: 4 messages waiting to be written",
    `persistence: 6 messages written to ${folder.file("crow.db")}`,
    "persistence: 2 messages waiting to be written",
  ]);
});

inBothPlaces(
  "a batch has 50 messages, of all sessions together, where no option says another number",
  async (place) => {
    using folder = new Folder();
    await using crow = await hostOf(place, folder);
    const sessions = [await crow.agent.startSession("a"), await crow.agent.startSession("b")];
    for (let turn = 1; turn <= 25; turn++) {
      await crow.agent.run(sessions[turn % 2]!, `question ${turn}`);
      assertEquals(messagesIn(folder.file("crow.db")).length, turn < 25 ? 0 : 50);
    }
  },
);

inBothPlaces("what is left is written on shutdown", async (place) => {
  using folder = new Folder();
  await using crow = await hostOf(place, folder);
  await crow.agent.run(await crow.agent.startSession("s"), "a");
  assertEquals(questions(folder), []);
  await crow.agent.shutdown();
  assertEquals(turnsIn(folder.file("crow.db")), [{ userInput: "a", answer: "Yes." }]);
});

inBothPlaces("and when nothing is said for a while", async (place) => {
  using folder = new Folder();
  await using crow = await hostOf(place, folder, { idleMs: 1 });
  await crow.agent.run(await crow.agent.startSession("s"), "a");
  await until("the turn is written", () => questions(folder).length === 1);
});

inBothPlaces("a host that only closes its plugin manager loses nothing", async (place) => {
  using folder = new Folder();
  {
    await using crow = await hostOf(place, folder);
    await crow.agent.run(await crow.agent.startSession("s"), "a");
  }
  assertEquals(questions(folder), ["a"]);
});

inBothPlaces(
  "at the next start a session has its messages again, and no others; an unknown one has none",
  async (place) => {
    using folder = new Folder();
    {
      await using crow = await hostOf(place, folder);
      const [mine, other] = [await crow.agent.startSession("mine"), await crow.agent.startSession("other")];
      await crow.agent.run(mine, "a");
      await crow.agent.run(other, "x");
      await crow.agent.run(mine, "b");
    }
    await using crow = await hostOf(place, folder);
    const { messages } = await crow.agent.startSession("mine");
    assertEquals(messages.map(({ role, content }) => `${role} ${content}`), [
      "user a",
      "assistant Yes.",
      "user b",
      "assistant Yes.",
    ]);
    assertEquals((await crow.agent.startSession("never")).messages, []);
    assertEquals(crow.said, [
      "persistence: 4 earlier messages remembered",
      "persistence: 0 earlier messages remembered",
    ]);
  },
);

inBothPlaces(
  "a session that is taken up twice in one run has what was said a moment ago, and has it once",
  async (place) => {
    using folder = new Folder();
    await using crow = await hostOf(place, folder);
    await crow.agent.run(await crow.agent.startSession("s"), "a");
    const again = await crow.agent.startSession("s");
    await crow.agent.run(again, "b");
    assertEquals(again.messages.map(({ content }) => content), ["a", "Yes.", "b", "Yes."]);
    await crow.agent.shutdown();
    assertEquals(questions(folder), ["a", "b"]);
  },
);

/** Kinds of text that databases and encodings have trouble with. */
const TEXTS = [
  "it's \"quoted\"\n\\ ü 🐦 {}[] '; DROP TABLE messages; --",
  "\0 zero",
  "half \uD800 a character",
  "",
  "\u2028",
];

inBothPlaces("messages come back as they were, whatever is in them, calls of tools as well", async (place) => {
  using folder = new Folder();
  const conversation: Message[] = TEXTS.flatMap((content, i): Message[] => [
    { role: "user", content },
    {
      role: "assistant",
      content,
      toolCalls: [{ id: `call ${i}`, name: "look", args: { path: content, deep: [1, { n: null }] } }],
    },
    { role: "tool", content, toolCallId: `call ${i}`, ...i % 2 === 0 ? {} : { failed: true } },
    { role: "assistant", content },
  ]);
  {
    await using crow = await hostOf(place, folder);
    const session = await crow.agent.startSession("s");
    session.restore(conversation);
    await crow.agent.run(session, "and now?");
  }
  await using crow = await hostOf(place, folder);
  const { messages } = await crow.agent.startSession("s");
  assertEquals(messages.slice(0, -2), conversation);
});

inBothPlaces(
  "what another plugin put in the place of old messages is what is given back; nothing is deleted",
  async (place) => {
    using folder = new Folder();
    const summary: Message = { role: "system", content: "They counted." };
    {
      await using crow = await hostOf(place, folder, { batchSize: 1 });
      const session = await crow.agent.startSession("s");
      for (const question of ["one", "two"]) await crow.agent.run(session, question);
      session.replaceHistory([summary, ...session.messages.slice(2)]);
      await crow.agent.run(session, "three");
    }
    await using crow = await hostOf(place, folder);
    const { messages } = await crow.agent.startSession("s");
    assertEquals(messages.map(({ content }) => content), ["They counted.", "two", "Yes.", "three", "Yes."]);
    using db = new DatabaseSync(folder.file("crow.db"));
    const rows = db.prepare("SELECT message FROM messages WHERE live = 0 ORDER BY id").all();
    assertEquals(rows.map(({ message }) => JSON.parse(String(message)).content), ["one", "Yes.", "two", "Yes."]);
  },
);

inBothPlaces("a summary that compaction makes is what the session begins with the next time", async (place) => {
  using folder = new Folder();
  const permissions = { read: [folder.path], write: [folder.path] };
  const plugins = {
    persistence: { options: { path: folder.file("crow.db") }, permissions },
    compaction: { options: { budget: 120, keepTurns: 1 } },
  };
  let summaries = 0;
  const answer = ({ messages: [first] }: ModelRequest) =>
    first?.content === SUMMARISE ? `Sum ${++summaries}.` : "Crows are clever birds that make and use tools.";
  {
    await using crow = await hostWith(place, plugins, {}, answer);
    const session = await crow.agent.startSession("s");
    while (summaries === 0) await crow.agent.run(session, "Tell me more about crows, please.");
  }
  await using crow = await hostWith(place, plugins, {}, answer);
  const session = await crow.agent.startSession("s");
  assertEquals(session.messages.map(({ role }) => role), ["system", "user", "assistant", "user", "assistant"]);
  assertEquals(session.messages[0]?.content, "Summary of the conversation so far:\n\nSum 1.");
  await crow.agent.run(session, "And now?");
  assertEquals(summaries, 1);
});

inBothPlaces("two crows that have the same session at the same time lose no turn", async (place) => {
  using folder = new Folder();
  {
    await using one = await hostOf(place, folder, { batchSize: 1 });
    await using two = await hostOf(place, folder, { batchSize: 1 });
    const sessions = [await one.agent.startSession("s"), await two.agent.startSession("s")];
    for (let i = 0; i < 10; i++) {
      await Promise.all([one.agent.run(sessions[0]!, `one ${i}`), two.agent.run(sessions[1]!, `two ${i}`)]);
    }
  }
  const asked = questions(folder);
  for (const who of ["one", "two"]) {
    assertEquals(asked.filter((text) => text.startsWith(who)), Array.from({ length: 10 }, (_, i) => `${who} ${i}`));
  }
  assertEquals(
    messagesIn(folder.file("crow.db")).map(({ role }) => role),
    Array(20).fill(["user", "assistant"]).flat(),
  );
});

inBothPlaces("options that are none are reasons not to load", async (place) => {
  for (
    const [option, value] of [["path", ""], ["path", 1], ["batchSize", 0], ["batchSize", 1.5], ["idleMs", -1]] as const
  ) {
    using folder = new Folder();
    await assertRejects(() => hostOf(place, folder, { [option]: value }), Error, `its option "${option}" must`);
  }
});
