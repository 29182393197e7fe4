/**
 * Tells what sessions used, and what tools: tokens, turns, calls, failures, time.
 *
 * @module
 */
import { type Args, type HookimplMarker, hookimplMarker, type PluginContext } from "@tenon/tenon";
import type { CrowSpec, SharedAgent } from "@crow/acp/hooks";
import { tableOf } from "./table.ts";
import { Usage } from "./usage.ts";

const hookimpl: HookimplMarker<CrowSpec> = hookimplMarker("crow-acp");

/** Options of the plugin. */
export interface AnalyticsOptions {
  /**
   * A JSON file, relative to the working folder, that always has the usage of this run up to the last turn. Without it, no
   * file is written.
   */
  readonly path?: string;
}

/** Adds up the usage, writes it to a file, and shows it as a table at the end. */
export default class Analytics {
  readonly #name: string;
  readonly #path: string | undefined;
  readonly #usage = new Usage();
  readonly #since = new Date();
  /** Why the file could not be written the last time. */
  #reason: string | undefined;

  /**
   * Takes the options.
   *
   * @throws {TypeError} If the path is none.
   */
  constructor({ path }: AnalyticsOptions, { name }: PluginContext) {
    if (path !== undefined && (typeof path !== "string" || path === "")) {
      throw new TypeError('its option "path" must name the file to write.');
    }
    this.#name = name;
    this.#path = path;
  }

  /** Adds a turn. */
  @hookimpl
  async afterTurn({ agent, session, turn }: Args<CrowSpec, "afterTurn">): Promise<void> {
    this.#usage.add(session.id, turn, Date.now() - turn.at.getTime());
    await this.#write(agent);
  }

  /** Shows the table. */
  @hookimpl
  async onShutdown({ agent }: Args<CrowSpec, "onShutdown">): Promise<void> {
    this.#reason = undefined;
    const written = await this.#write(agent);
    const where = written ? `, also in ${this.#path}` : "";
    const none = this.#usage.sessions.length === 0;
    await agent.note(this.#name, none ? `nothing was used${where}` : `what was used${where}\n${tableOf(this.#usage)}`);
  }

  /** Writes the file. The user is told once if that fails, and once more at the end. */
  async #write(agent: SharedAgent): Promise<boolean> {
    if (this.#path === undefined) return false;
    const { sessions, tools } = this.#usage;
    const text = JSON.stringify({ since: this.#since, until: new Date(), sessions, tools }, undefined, 2);
    try {
      await Deno.writeTextFile(this.#path, `${text}\n`);
      this.#reason = undefined;
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== this.#reason) {
        await agent.problem(this.#name, `cannot write the usage to ${this.#path}: ${reason}`);
      }
      this.#reason = reason;
      return false;
    }
  }
}
