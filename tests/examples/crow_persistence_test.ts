import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import Persistence from "../../examples/crow/plugins/persistence.ts";
import { Folder, named, TinyHost, turnsIn } from "./crow_support.ts";

function questions(path: string): string[] {
  return turnsIn(path).map(({ userInput }) => userInput);
}

Deno.test("turns are written a batch at a time", async () => {
  using folder = new Folder();
  const path = folder.file("crow.db");
  await using host = new TinyHost({ persistence: new Persistence({ path, batchSize: 3 }, named("persistence")) });
  const session = await host.agent.startSession("s");
  const seen: number[] = [];
  for (const question of ["a", "b", "c", "d"]) {
    await host.agent.run(session, question);
    seen.push(turnsIn(path).length);
  }
  assertEquals(seen, [0, 0, 3, 3]);
});

Deno.test("a batch is written by one statement, so all of it or nothing", async () => {
  using folder = new Folder();
  const path = folder.file("crow.db");
  await using host = new TinyHost({ persistence: new Persistence({ path, batchSize: 3 }, named("persistence")) });
  const session = await host.agent.startSession("s");
  const db = new DatabaseSync(path);
  db.exec("CREATE TRIGGER no_c BEFORE INSERT ON turns WHEN new.userInput = 'c' BEGIN SELECT RAISE(ABORT, 'full'); END");
  for (const question of ["a", "b", "c"]) await host.agent.run(session, question);
  assertEquals(questions(path), []);
  assertEquals(host.said.at(-1), `!persistence: cannot write 3 turns to ${path}: full`);

  db.exec("DROP TRIGGER no_c");
  db.close();
  await host.agent.run(session, "d");
  assertEquals(questions(path), ["a", "b", "c", "d"]);
});

Deno.test("what is left is written on shutdown", async () => {
  using folder = new Folder();
  const path = folder.file("crow.db");
  await using host = new TinyHost({ persistence: new Persistence({ path }, named("persistence")) });
  await host.agent.run(await host.agent.startSession("s"), "a");
  assertEquals(questions(path), []);
  await host.agent.shutdown();
  assertEquals(turnsIn(path), [{ userInput: "a", answer: "Yes." }]);
});

Deno.test("a host that only closes its plugin manager loses nothing", async () => {
  using folder = new Folder();
  const path = folder.file("crow.db");
  {
    await using host = new TinyHost({ persistence: new Persistence({ path }, named("persistence")) });
    await host.agent.run(await host.agent.startSession("s"), "a");
  }
  assertEquals(questions(path), ["a"]);
});

Deno.test("at the next start the session has its turns again, in their order, and no others", async () => {
  using folder = new Folder();
  const path = folder.file("crow.db");
  {
    await using host = new TinyHost({ persistence: new Persistence({ path }, named("persistence")) });
    const [mine, other] = [await host.agent.startSession("mine"), await host.agent.startSession("other")];
    await host.agent.run(mine, "a");
    await host.agent.run(other, "x");
    await host.agent.run(mine, "b");
  }
  await using host = new TinyHost({ persistence: new Persistence({ path }, named("persistence")) });
  const { messages } = await host.agent.startSession("mine");
  assertEquals(messages.map(({ role, content }) => `${role} ${content}`), [
    "user a",
    "assistant Yes.",
    "user b",
    "assistant Yes.",
  ]);
  assertEquals(host.said, ["persistence: 2 earlier turns remembered"]);
});

Deno.test("no more turns are put back than asked for: the newest", async () => {
  using folder = new Folder();
  const path = folder.file("crow.db");
  {
    await using host = new TinyHost({ persistence: new Persistence({ path }, named("persistence")) });
    const session = await host.agent.startSession("s");
    for (const question of ["a", "b", "c"]) await host.agent.run(session, question);
  }
  await using host = new TinyHost({ persistence: new Persistence({ path, remember: 2 }, named("persistence")) });
  const { messages } = await host.agent.startSession("s");
  assertEquals(messages.filter(({ role }) => role === "user").map(({ content }) => content), ["b", "c"]);
});

Deno.test("texts come back as they were, whatever is in them", async () => {
  using folder = new Folder();
  const path = folder.file("crow.db");
  const text = "it's \"quoted\"\n\\ ü 🐦 {}[] '; DROP TABLE turns; --";
  {
    await using host = new TinyHost({ persistence: new Persistence({ path }, named("persistence")) }, () => text);
    await host.agent.run(await host.agent.startSession("s"), text);
  }
  assertEquals(turnsIn(path), [{ userInput: text, answer: text }]);
});

Deno.test("the folder of the database is made", () => {
  using folder = new Folder();
  using _plugin = new Persistence({ path: folder.file("deep/down/crow.db") }, named("persistence"));
  assertEquals(turnsIn(folder.file("deep/down/crow.db")), []);
});

Deno.test("a file that is no database, or another program's, is refused when the plugin is made", () => {
  using folder = new Folder({ "text.db": "no database at all ".repeat(100) });
  assertThrows(
    () => new Persistence({ path: folder.file("text.db") }, named("persistence")),
    Error,
    `the database ${folder.file("text.db")} cannot be used: file is not a database`,
  );
  const other = new DatabaseSync(folder.file("other.db"));
  other.exec("CREATE TABLE turns (speed INTEGER)");
  other.close();
  const error = assertThrows(() => new Persistence({ path: folder.file("other.db") }, named("persistence")), Error);
  assertMatch(error.message, /cannot be used: .*no column named session/);
});

Deno.test("a database that breaks later costs the memory and not the answers", async () => {
  using folder = new Folder();
  const path = folder.file("crow.db");
  await using host = new TinyHost({ persistence: new Persistence({ path, batchSize: 1 }, named("persistence")) });
  const session = await host.agent.startSession("s");
  const db = new DatabaseSync(path);
  db.exec("ALTER TABLE turns RENAME TO gone");
  assertEquals((await host.agent.run(session, "a")).answer, "Yes.");
  await host.agent.startSession("s");
  assertMatch(host.said[1] ?? "", /^!persistence: cannot write 1 turn to .*: no such table: turns$/);
  assertMatch(host.said[2] ?? "", /^!persistence: cannot read earlier turns from .*: no such table: turns$/);
  db.exec("ALTER TABLE gone RENAME TO turns");
  db.close();
  await host.agent.shutdown();
  assertEquals(questions(path), ["a"]);
});

Deno.test("options that are none are refused", () => {
  assertThrows(() => new Persistence({} as { path: string }, named("persistence")), TypeError, 'option "path"');
  assertThrows(
    () => new Persistence({ path: "x.db", batchSize: 0 }, named("persistence")),
    TypeError,
    'option "batchSize"',
  );
  assertThrows(
    () => new Persistence({ path: "x.db", remember: -1 }, named("persistence")),
    TypeError,
    'option "remember"',
  );
});
