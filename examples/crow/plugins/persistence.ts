/**
 * Keeps the conversation in a SQLite database.
 *
 * @module
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Args, PluginContext } from "@tenon/tenon";
import { messageOf } from "../errors.ts";
import { type CrowSpec, hookimpl } from "../hooks.ts";

/** Options of the plugin. */
export interface PersistenceOptions {
  /** The database file, relative to the working folder. It is made if it is not there, its folder too. */
  readonly path: string;
  /** How many turns are written at a time; 8 by default. */
  readonly batchSize?: number;
  /** How many turns of an earlier start are put back into a session; 20 by default. */
  readonly remember?: number;
}

interface Row {
  readonly session: string;
  readonly userInput: string;
  readonly answer: string;
  readonly at: string;
}

/** Another crow may be writing to the same file: this long it is waited for. */
const BUSY_MS = 2000;

/** Writes turns in batches, what is left at the end on shutdown, and puts a session's turns back when it starts again. */
export default class Persistence {
  readonly #name: string;
  readonly #path: string;
  readonly #batchSize: number;
  readonly #remember: number;
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #newest: StatementSync;
  #waiting: Row[] = [];

  /** Opens the database. One that cannot be used is told of here, so that it stands in the load report. */
  constructor({ path, batchSize = 8, remember = 20 }: PersistenceOptions, { name }: PluginContext) {
    if (typeof path !== "string" || path === "") throw new TypeError('its option "path" must name the database file.');
    if (!isCount(batchSize, 1)) throw new TypeError('its option "batchSize" must be a whole number from 1.');
    if (!isCount(remember, 0)) throw new TypeError('its option "remember" must be a whole number from 0.');
    this.#name = name;
    this.#path = path;
    this.#batchSize = batchSize;
    this.#remember = remember;
    try {
      mkdirSync(dirname(path), { recursive: true });
      this.#db = new DatabaseSync(path, { timeout: BUSY_MS });
      this.#db.exec(
        `CREATE TABLE IF NOT EXISTS turns (
          id INTEGER PRIMARY KEY, session TEXT NOT NULL, userInput TEXT NOT NULL, answer TEXT NOT NULL, at TEXT NOT NULL
        ) STRICT`,
      );
      // One statement for all turns of a batch: SQLite writes them to the disk together, or none.
      this.#insert = this.#db.prepare(
        `INSERT INTO turns (session, userInput, answer, at)
        SELECT value ->> 'session', value ->> 'userInput', value ->> 'answer', value ->> 'at'
        FROM json_each(?) ORDER BY key`,
      );
      this.#newest = this.#db.prepare(
        "SELECT userInput, answer FROM turns WHERE session = ? ORDER BY id DESC LIMIT ?",
      );
    } catch (cause) {
      throw new Error(`the database ${path} cannot be used: ${messageOf(cause)}.`, { cause });
    }
  }

  @hookimpl
  async onSessionStart({ agent, session }: Args<CrowSpec, "onSessionStart">): Promise<void> {
    try {
      const rows = this.#newest.all(session.id, this.#remember) as unknown as Row[];
      for (const { userInput, answer } of rows.reverse()) await session.remember({ userInput, answer });
      await agent.note(this.#name, `${count(rows.length, "earlier turn")} remembered`);
    } catch (error) {
      await agent.problem(this.#name, `cannot read earlier turns from ${this.#path}: ${messageOf(error)}`);
    }
  }

  @hookimpl
  async afterTurn({ agent, session, turn }: Args<CrowSpec, "afterTurn">): Promise<void> {
    const { userInput, answer, at } = turn;
    this.#waiting.push({ session: session.id, userInput, answer, at: at.toISOString() });
    if (this.#waiting.length >= this.#batchSize) await this.#write(agent);
    else await agent.note(this.#name, `${count(this.#waiting.length, "turn")} waiting to be written`);
  }

  @hookimpl
  async onShutdown({ agent }: Args<CrowSpec, "onShutdown">): Promise<void> {
    await this.#write(agent);
  }

  /** Writes what a host did not have written by `onShutdown`, and closes the database. */
  [Symbol.dispose](): void {
    if (!this.#db.isOpen) return;
    try {
      this.#flush();
    } finally {
      this.#db.close();
    }
  }

  /** Turns that cannot be written stay, and are tried again with the next batch. */
  async #write(agent: Args<CrowSpec, "onShutdown">["agent"]): Promise<void> {
    try {
      const written = this.#flush();
      if (written > 0) await agent.note(this.#name, `${count(written, "turn")} written to ${this.#path}`);
    } catch (error) {
      const waiting = count(this.#waiting.length, "turn");
      await agent.problem(this.#name, `cannot write ${waiting} to ${this.#path}: ${messageOf(error)}`);
    }
  }

  #flush(): number {
    const { length } = this.#waiting;
    if (length > 0) this.#insert.run(JSON.stringify(this.#waiting));
    this.#waiting = [];
    return length;
  }
}

function isCount(value: unknown, least: number): value is number {
  return Number.isInteger(value) && (value as number) >= least;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
