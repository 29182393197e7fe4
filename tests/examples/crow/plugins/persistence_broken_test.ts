import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { denoArgs } from "../../../support/deno.ts";
import { Folder, messagesIn, readUntil } from "../support.ts";
import { hostOf, questions } from "./persistence_support.ts";
import { hostWith, inBothPlaces, until } from "./support.ts";

Deno.test({
  name: "a plugin process that is killed in the midst of a session loses nothing of it",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using folder = new Folder();
    await using crow = await hostOf("process", folder);
    const session = await crow.agent.startSession("s");
    await crow.agent.run(session, "a");
    assertEquals(questions(folder), []);
    let hasDied = false;
    crow.plugins.on("restart", () => hasDied = true);
    killProcessWith(folder.path);
    await until("the process has died", () => hasDied);
    await crow.agent.run(session, "b");
    await crow.agent.shutdown();
    assertEquals(questions(folder), ["a", "b"]);
  },
});

/** Kills the processes that were started with a text in their arguments, as a folder is that they may read. */
function killProcessWith(text: string): void {
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name) || Number(name) === Deno.pid) continue;
    try {
      if (Deno.readTextFileSync(`/proc/${name}/cmdline`).includes(text)) Deno.kill(Number(name), "SIGKILL");
    } catch {
      // It has ended.
    }
  }
}

Deno.test("crow killed at any moment leaves a database that has the turns from the first on, whole", async () => {
  using folder = new Folder();
  const path = folder.file("crow.db");
  for (let round = 0; round < 5; round++) {
    const child = startWriter(path);
    const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    // Not always at the same moment of a write.
    await readUntil(output, `turn ${3 + Math.floor(Math.random() * 60)}\n`);
    child.kill("SIGKILL");
    await output.cancel();
    await child.status;
    const messages = messagesIn(path);
    assertEquals(messages.length % 2, 0);
    assertEquals(messages.map(({ role, content }) => `${role} ${content.split(" ")[0]}`), turns(messages.length / 2));
  }
});

function turns(count: number): string[] {
  return Array.from({ length: count }, (_, i) => [`user ${i}`, "assistant Yes."]).flat();
}

/** A process that has one turn after the other, and goes on with the session of the one before it. */
function startWriter(path: string): Deno.ChildProcess {
  const at = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
  const code = `
    import { TinyHost, named } from ${at("../support.ts")};
    import Persistence from ${at("../../../../examples/crow/plugins/persistence/plugin.ts")};
    const persistence = new Persistence({ path: ${JSON.stringify(path)}, batchSize: 4 }, named("persistence"));
    const host = new TinyHost({ persistence });
    const session = await host.agent.startSession("s");
    for (let turn = 0;; turn++) {
      await host.agent.run(session, session.messages.length / 2 + " " + "x".repeat(Math.random() * 20000));
      console.log("turn " + turn);
    }`;
  return new Deno.Command(Deno.execPath(), {
    args: denoArgs("run", "--no-check", "-A", `data:application/typescript,${encodeURIComponent(code)}`),
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

inBothPlaces("a file that is no database is a problem that names it, and the agent goes on", async (place) => {
  using folder = new Folder({ "crow.db": "no database at all ".repeat(100) });
  await using crow = await hostOf(place, folder, { batchSize: 1 });
  const session = await crow.agent.startSession("s");
  for (const question of ["a", "b"]) assertEquals((await crow.agent.run(session, question)).answer, "Yes.");
  await crow.agent.shutdown();
  const path = folder.file("crow.db");
  assertEquals(crow.said, [
    `!persistence: cannot read earlier messages from ${path}: file is not a database`,
    `!persistence: cannot write 4 messages to ${path}: file is not a database`,
  ]);
  assertStringIncludes(Deno.readTextFileSync(path), "no database at all");
});

inBothPlaces("another program's database, and one of a newer version, are left as they are", async (place) => {
  for (
    const [sql, reason] of [
      ["CREATE TABLE messages (speed INTEGER)", /no such column: |has no column named /],
      ["PRAGMA user_version = 9", /it has the format 9 of a newer version of this plugin/],
    ] as const
  ) {
    using folder = new Folder();
    const db = new DatabaseSync(folder.file("crow.db"));
    db.exec(sql);
    db.close();
    await using crow = await hostOf(place, folder);
    await crow.agent.run(await crow.agent.startSession("s"), "a");
    await crow.agent.shutdown();
    assertMatch(crow.said[0]!, reason);
    using after = new DatabaseSync(folder.file("crow.db"));
    assertEquals(after.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE sql LIKE '%live%'").get()?.n, 0);
  }
});

inBothPlaces("a database that another process has locked is written to when it is free again", async (place) => {
  using folder = new Folder();
  await using crow = await hostOf(place, folder, { batchSize: 1 });
  const session = await crow.agent.startSession("s");
  {
    using other = new DatabaseSync(folder.file("crow.db"));
    other.exec("BEGIN EXCLUSIVE");
    assertEquals((await crow.agent.run(session, "a")).answer, "Yes.");
    other.exec("ROLLBACK");
  }
  assertEquals(
    crow.said.at(-1),
    `!persistence: cannot write 2 messages to ${folder.file("crow.db")}: database is locked`,
  );
  await crow.agent.run(session, "b");
  assertEquals(questions(folder), ["a", "b"]);
});

inBothPlaces("a batch is written as a whole or not at all", async (place) => {
  using folder = new Folder();
  await using crow = await hostOf(place, folder, { batchSize: 6 });
  const session = await crow.agent.startSession("s");
  using db = new DatabaseSync(folder.file("crow.db"));
  db.exec(
    "CREATE TRIGGER no_c BEFORE INSERT ON messages WHEN new.message LIKE '%\"c\"%' BEGIN SELECT RAISE(ABORT, 'full'); END",
  );
  for (const question of ["a", "b", "c"]) await crow.agent.run(session, question);
  assertEquals(questions(folder), []);
  assertEquals(crow.said.at(-1), `!persistence: cannot write 6 messages to ${folder.file("crow.db")}: full`);
  db.exec("DROP TRIGGER no_c");
  await crow.agent.run(session, "d");
  assertEquals(questions(folder), ["a", "b", "c", "d"]);
});

inBothPlaces("a conversation that somebody broke in the database begins anew, and says so", async (place) => {
  using folder = new Folder();
  {
    await using crow = await hostOf(place, folder);
    await crow.agent.run(await crow.agent.startSession("s"), "a");
  }
  for (const broken of ["no JSON", '{"role":"king","content":"x"}', "null"]) {
    {
      using db = new DatabaseSync(folder.file("crow.db"));
      db.prepare("UPDATE messages SET message = ? WHERE id = (SELECT max(id) FROM messages)").run(broken);
    }
    await using crow = await hostOf(place, folder);
    const session = await crow.agent.startSession("s");
    assertEquals(session.messages, []);
    assertMatch(crow.said[0]!, /^!persistence: the conversation s in .* begins anew: /);
    await crow.agent.run(session, "b");
    await crow.agent.shutdown();
    assertEquals(questions(folder), ["b"]);
  }
});

Deno.test("without its grant it says what it lacks, and the agent goes on", async () => {
  using folder = new Folder();
  await using crow = await hostWith("process", { persistence: { options: { path: folder.file("crow.db") } } });
  assertEquals((await crow.agent.run(await crow.agent.startSession("s"), "a")).answer, "Yes.");
  assertMatch(crow.said[0]!, /^!persistence: cannot read earlier messages from .*: Requires /);
});
