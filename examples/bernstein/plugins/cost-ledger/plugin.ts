/**
 * Keeps in a file what agents have cost: each agent, and in sum each role, each task and each run.
 *
 * @module
 */
import { type Args, type HookimplMarker, hookimplMarker } from "@tenon/tenon";
import { dirname } from "node:path";
import type { BernsteinSpec } from "@bernstein/hooks";
import { csv, type Format, isAmount, json } from "./format.ts";
import { cents, Ledger } from "./ledger.ts";

const hookimpl: HookimplMarker<BernsteinSpec> = hookimplMarker("bernstein");

/** Options of the plugin. */
export interface CostLedgerOptions {
  /** The file: `NAME.csv`, or `NAME.json`. Relative to the working folder; `reports/costs.csv` by default. */
  readonly file?: string;
}

/** What this plugin wants where it has no options: the folder of its file. */
export const permissions: { read: string[]; write: string[] } = { read: ["reports"], write: ["reports"] };

/**
 * Writes the file anew with each agent that has ended, before the hook is answered: so nothing is missing when the
 * orchestrator dies, and nothing is counted twice when it tells of an event again.
 */
export default class CostLedger implements AsyncDisposable {
  readonly #file: string;
  readonly #format: Format;
  readonly #ledger: Ledger;
  /** What is being written, and what comes after it. */
  #writing: Promise<void> = Promise.resolve();
  #written = true;

  /**
   * Takes the options, and what is in the file.
   *
   * @throws {TypeError} If the option is none.
   * @throws {Error} If there is a file that is no ledger, or that cannot be read.
   */
  constructor({ file = "reports/costs.csv" }: CostLedgerOptions = {}) {
    if (typeof file !== "string" || !/\.(?:csv|json)$/.test(file)) {
      throw new TypeError('its option "file" must name a file that ends with .csv or .json.');
    }
    this.#file = file;
    this.#format = file.endsWith(".csv") ? csv : json;
    this.#ledger = new Ledger(readCosts(file, this.#format));
  }

  /** By its event, the start of a run is told from one that goes on. */
  @hookimpl
  onTaskCreated({ event }: Args<BernsteinSpec, "onTaskCreated">): void {
    this.#ledger.hear(event.id);
  }

  /** Adds an agent. */
  @hookimpl
  async onAgentDied({ agentId, role, taskId, costUsd, event }: Args<BernsteinSpec, "onAgentDied">): Promise<void> {
    if (!isAmount(costUsd)) throw new TypeError(`Cannot count the cost of ${agentId}: it is ${costUsd}.`);
    const { id, at } = event;
    const cost = { event: id, at, agent: agentId, role, task: taskId, usd: cents(costUsd) };
    if (!this.#ledger.add(cost)) return;
    this.#written = false;
    await this.#write();
  }

  /** Writes what could not be written before. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#written) await this.#write();
  }

  #write(): Promise<void> {
    const write = this.#writing.then(() => this.#writeNow());
    // Who comes next tries again, with all that is there by then.
    this.#writing = write.catch(() => {});
    return write;
  }

  /** Whoever reads the file meanwhile, or after a crash, sees the whole of the old one or of the new one. */
  async #writeNow(): Promise<void> {
    const text = this.#format.write(this.#ledger);
    const fresh = `${this.#file}.new`;
    try {
      await Deno.mkdir(dirname(this.#file), { recursive: true });
      await Deno.writeTextFile(fresh, text);
      await Deno.rename(fresh, this.#file);
      this.#written = true;
    } catch (error) {
      throw new Error(`Cannot write the costs to ${this.#file}: ${messageOf(error)}.`, { cause: error });
    }
  }
}

function readCosts(file: string, format: Format) {
  let text: string;
  try {
    text = Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw new Error(`Cannot read the costs of earlier runs from ${file}: ${messageOf(error)}.`, { cause: error });
  }
  const costs = text.trim() === "" ? [] : format.read(text);
  if (costs === undefined) {
    throw new Error(`Cannot keep costs in ${file}: it is there, and is no ledger. Name another file.`);
  }
  return costs;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
