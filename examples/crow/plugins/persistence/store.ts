/**
 * The database: one table, of what was said in which session.
 *
 * @module
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";

/** What is to be written of one session. */
export interface Addition {
  /** The session's id. */
  readonly session: string;
  /** Whether what is there already was replaced. It is kept for people to look up, and not given back any more. */
  readonly replaces: boolean;
  /** The new messages, as JSON. */
  readonly messages: readonly string[];
}

/** Another crow may be writing to the same file: this long it is waited for. */
const BUSY_MS = 2000;

/** Changes when the table does. */
const FORMAT = 1;

/** An open database. */
export class Store implements Disposable {
  readonly #db: DatabaseSync;
  readonly #replace: StatementSync;
  readonly #insert: StatementSync;
  readonly #select: StatementSync;

  /**
   * Opens the database, and makes it if it is not there, its folder too.
   *
   * @throws {Error} If the file is no database, is one of another program, or cannot be had.
   */
  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.#db = new DatabaseSync(path, { timeout: BUSY_MS });
    try {
      // Readers and a writer do not wait for each other, and what was written survives a kill at any moment.
      this.#db.exec("PRAGMA journal_mode = WAL");
      const format = Number(this.#db.prepare("PRAGMA user_version").get()?.user_version);
      if (format > FORMAT) throw new Error(`it has the format ${format} of a newer version of this plugin`);
      this.#db.exec(
        `BEGIN IMMEDIATE;
        CREATE TABLE IF NOT EXISTS messages (
          id INTEGER PRIMARY KEY, session TEXT NOT NULL, message TEXT NOT NULL, at TEXT NOT NULL, live INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX IF NOT EXISTS messages_of_session ON messages (session, id) WHERE live = 1;
        PRAGMA user_version = ${FORMAT};
        COMMIT`,
      );
      this.#replace = this.#db.prepare("UPDATE messages SET live = 0 WHERE session = ? AND live = 1");
      this.#insert = this.#db.prepare("INSERT INTO messages (session, message, at, live) VALUES (?, ?, ?, 1)");
      this.#select = this.#db.prepare("SELECT message FROM messages WHERE session = ? AND live = 1 ORDER BY id");
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  /** Gives what was said in a session, as JSON; nothing of one that is not known. */
  read(session: string): string[] {
    return this.#select.all(session).map(({ message }) => String(message));
  }

  /** Writes all additions, or none. */
  write(additions: readonly Addition[]): void {
    const at = new Date().toISOString();
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      for (const { session, replaces, messages } of additions) {
        if (replaces) this.#replace.run(session);
        for (const message of messages) this.#insert.run(session, message, at);
      }
      this.#db.exec("COMMIT");
    } catch (error) {
      // Some errors end the transaction by themselves.
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}
