/**
 * What has happened in a run, kept until plugins have been told.
 *
 * An event is written in the same transaction as the change that it tells of, so neither is ever there without the other.
 *
 * @module
 */
import type { Args, HookNames } from "@tenon/tenon";
import type { BernsteinSpec, EventInfo } from "../hookspecs.ts";
import type { Database } from "./database.ts";

/** What happened: a hook, and its arguments but the one that all have. */
export type Happening = {
  [Hook in HookNames<BernsteinSpec>]: {
    readonly hook: Hook;
    readonly args: Omit<Args<BernsteinSpec, Hook>, "event">;
  };
}[HookNames<BernsteinSpec>];

/** What happened, and when. */
export type Event = Happening & { readonly event: EventInfo };

interface Row {
  readonly id: number;
  readonly at: number;
  readonly hook: string;
  readonly args: string;
  readonly tries: number;
}

/** The events of a run. */
export class Events {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Writes an event, within the transaction of the change that it tells of. */
  add(happening: Happening): Event {
    const { hook, args } = happening;
    const at = Date.now();
    const task = "task" in args ? args.task.id : null;
    const row = this.#database.get<{ id: number }>(
      "INSERT INTO events (at, hook, task, args) VALUES (?, ?, ?, ?) RETURNING id",
      at,
      hook,
      task,
      JSON.stringify(args),
    );
    return { ...happening, event: { id: row?.id ?? 0, at, repeated: false } };
  }

  /** The oldest event that plugins have not been told of, which they are about to be. */
  next(): Event | undefined {
    return this.#database.transaction(() => {
      const row = this.#database.get<Row>(
        "UPDATE events SET tries = tries + 1 WHERE id = (SELECT min(id) FROM events WHERE told IS NULL) RETURNING *",
      );
      return row && eventOf(row);
    });
  }

  /** Notes that plugins have been told. */
  told(id: number): void {
    this.#database.run("UPDATE events SET told = ? WHERE id = ?", Date.now(), id);
  }

  /** How many events plugins have not been told of. */
  countUntold(): number {
    return this.#database.get<{ count: number }>("SELECT count(*) AS count FROM events WHERE told IS NULL")?.count ?? 0;
  }

  /** All events, in order. */
  all(): Event[] {
    return this.#database.all<Row>("SELECT * FROM events ORDER BY id").map(eventOf);
  }
}

function eventOf({ id, at, hook, args, tries }: Row): Event {
  return { hook, args: JSON.parse(args), event: { id, at, repeated: tries > 1 } } as Event;
}
