/**
 * Tells crow's model what time it is.
 *
 * The host finds this module by itself: it is the export `./crow-acp` of the package, and `crow-acp` is the host's project.
 *
 * @module
 */
import type { Args, PluginContext, Wrapper } from "@tenon/tenon";
import { type CrowSpec, hookimpl } from "@crow/acp/hooks";

/** What a manifest can have as `options` of this plugin. */
export interface ClockOptions {
  /** The time zone, such as `"Asia/Tokyo"`. Without it, the environment variable `CROW_CLOCK_ZONE` says it, or it is UTC. */
  readonly zone?: string;
}

/** What this plugin wants to be granted. It is the user who grants it; a report shows what is missing. */
export const permissions = { env: ["CROW_CLOCK_ZONE"] };

/** The plugin. A host constructs it with the options of its entry, and tells it its name. */
export default class CrowClock {
  readonly #name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #zone: string;

  /**
   * Takes the options, and the name that the plugin has in the host.
   *
   * @throws {RangeError} If there is no such time zone.
   */
  constructor({ zone = zoneOfEnvironment() }: ClockOptions, { name }: PluginContext) {
    this.#name = name;
    this.#zone = zone;
    this.#format = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short", timeZone: zone });
  }

  /** An impl: it is called with those of all other plugins. */
  @hookimpl
  async onSessionStart({ agent }: Args<CrowSpec, "onSessionStart">): Promise<void> {
    await agent.note(this.#name, `the clock shows the time of ${this.#zone}`);
  }

  /** A wrapper: it goes around the impls of all other plugins, and adds to what they choose. */
  @hookimpl({ wrapper: true })
  async *beforeLlmRequest({ messages }: Args<CrowSpec, "beforeLlmRequest">): Wrapper<CrowSpec, "beforeLlmRequest"> {
    const chosen = yield; // the other plugins run here
    const content = `It is ${this.#format.format(new Date())} (${this.#zone}).`;
    return [{ role: "system", content }, ...chosen ?? messages];
  }
}

/** Without the permission to read it, the variable counts as not set: the plugin is of use without it. */
function zoneOfEnvironment(): string {
  const variable = "CROW_CLOCK_ZONE";
  const readable = Deno.permissions.querySync({ name: "env", variable }).state === "granted";
  return readable && Deno.env.get(variable) || "UTC";
}
