/**
 * The file that a run lives in.
 *
 * @module
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

/** Marks our files among those of SQLite. "Brns" */
const APPLICATION = 0x42726e73;

/** The version of the tables. */
const VERSION = 1;

const SCHEMA = `
  -- One row: the id of the run, which marks its processes.
  CREATE TABLE run (id TEXT NOT NULL) STRICT;

  CREATE TABLE tasks (
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL UNIQUE,
    definition TEXT NOT NULL,                   -- a TaskDefinition, as JSON
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'claimed', 'completed', 'failed')),
    failures INTEGER NOT NULL DEFAULT 0,        -- attempts that failed
    agent TEXT REFERENCES agents (id),          -- who holds it
    feedback TEXT,                              -- what the next agent is told of the attempt before
    outcome TEXT,                               -- the summary of a completed task, the error of a failed one
    claimed INTEGER,                            -- when first
    ended INTEGER,
    CHECK ((state = 'claimed') = (agent IS NOT NULL)),
    CHECK ((state IN ('completed', 'failed')) = (ended IS NOT NULL))
  ) STRICT;

  CREATE TABLE dependencies (
    task TEXT NOT NULL REFERENCES tasks (id),
    needs TEXT NOT NULL REFERENCES tasks (id),
    PRIMARY KEY (task, needs)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE agents (
    id TEXT PRIMARY KEY,
    task TEXT NOT NULL REFERENCES tasks (id),
    claimed INTEGER NOT NULL,
    started INTEGER,
    ended INTEGER,
    reason TEXT,
    cost INTEGER NOT NULL DEFAULT 0             -- in millionths of a dollar: sums of fractions would drift
  ) STRICT;

  CREATE TABLE thresholds (cost INTEGER PRIMARY KEY, crossed INTEGER) STRICT;

  -- What has happened, in order, and whether plugins have been told.
  CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    hook TEXT NOT NULL,
    task TEXT,
    args TEXT NOT NULL,                         -- the arguments of the hook but \`event\`, as JSON
    tries INTEGER NOT NULL DEFAULT 0,
    told INTEGER
  ) STRICT;
  CREATE INDEX untold ON events (id) WHERE told IS NULL;
  -- However the program is changed, a task ends once.
  CREATE UNIQUE INDEX one_end ON events (task) WHERE hook IN ('onTaskCompleted', 'onTaskFailed');
`;

/** A database that cannot be used, or not for this. The message says what to do. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
}

/** A connection to the file of a run. What the file does not let it do is a {@linkcode DatabaseError}. */
export class Database implements Disposable {
  readonly #path: string;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /**
   * @param path Where the file is. It is made if it is not there, unless it is only to be read.
   * @param readOnly Whether it is only to be read, as while somebody else writes it.
   * @throws {DatabaseError} If it is not the file of a run, or of another version.
   */
  constructor(path: string, { readOnly = false }: { readOnly?: boolean } = {}) {
    this.#path = path;
    const refuse = (why: string, cause?: unknown) =>
      new DatabaseError(`Cannot use the database ${path}: ${why}. Name another with --db, or remove it.`, { cause });
    try {
      this.#connection = new DatabaseSync(path, { readOnly, timeout: 5000 });
    } catch (error) {
      throw refuse(messageOf(error), error);
    }
    try {
      const application = this.#pragma("application_id");
      const version = this.#pragma("user_version");
      const isEmpty = this.#connection.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
      if (isEmpty && !readOnly) this.#create();
      else if (application !== APPLICATION) throw refuse("it is not the database of a run");
      else if (version !== VERSION) throw refuse(`it is of version ${version}, and this program's is ${VERSION}`);
    } catch (error) {
      this.#connection.close();
      throw error instanceof DatabaseError ? error : refuse(messageOf(error), error);
    }
  }

  #create(): void {
    // Readers and the writer do not wait for each other.
    this.#exec("PRAGMA journal_mode = WAL");
    this.transaction(() => {
      this.#exec(SCHEMA);
      this.run("INSERT INTO run VALUES (?)", crypto.randomUUID());
      this.#exec(`PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${VERSION}`);
    });
  }

  /** Does something all or not at all. What it gives is in the file when this returns. */
  transaction<T>(action: () => T): T {
    // A transaction that begins by reading could find at its first write that somebody else was quicker.
    this.#exec("BEGIN IMMEDIATE");
    try {
      const result = action();
      this.#exec("COMMIT");
      return result;
    } catch (error) {
      if (this.#connection.isTransaction) this.#exec("ROLLBACK");
      throw error;
    }
  }

  /** Changes rows, and gives how many. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return this.#attempt(() => Number(this.#prepare(sql).run(...values).changes));
  }

  /** The first row of a query, whose columns the caller knows. */
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#attempt(() => this.#prepare(sql).get(...values) as Row | undefined);
  }

  /** The rows of a query, whose columns the caller knows. */
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#attempt(() => this.#prepare(sql).all(...values) as Row[]);
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }

  #exec(sql: string): void {
    this.#attempt(() => this.#connection.exec(sql));
  }

  /** What SQLite says, as that the disk is full, is for the person; other errors are mistakes of the program. */
  #attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR")) throw error;
      throw new DatabaseError(`Cannot use the database ${this.#path}: ${error.message}.`, { cause: error });
    }
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #pragma(name: string): unknown {
    return Object.values(this.#connection.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
