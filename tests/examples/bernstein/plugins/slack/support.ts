/** The Slack plugin, with a server beside it and all that it prints. */
import { type Bench, testPlugin, type TestPluginOptions } from "@tenon/tenon/testing";
import { BernsteinSpec } from "@bernstein/hooks";
import type { SlackOptions } from "../../../../../examples/bernstein/plugins/slack/plugin.ts";
import type { SlackServer } from "./slack_server.ts";

/** Where the plugin is. */
export const PLUGIN = import.meta.resolve("../../../../../examples/bernstein/plugins/slack/plugin.ts");

/** The plugin, and what it printed. */
export interface SlackBench extends Bench<BernsteinSpec> {
  readonly printed: string[];
}

/** Starts the plugin, isolated where a test does not say otherwise, with permission to reach the server alone. */
export async function slack(
  server: SlackServer,
  options: SlackOptions = {},
  more: TestPluginOptions = {},
): Promise<SlackBench> {
  const bench = await testPlugin(BernsteinSpec, PLUGIN, {
    name: "slack",
    permissions: { net: [server.host] },
    options: { webhook: server.webhook, retryMs: 1, ...options },
    ...more,
  });
  const printed: string[] = [];
  bench.plugins.on("output", ({ text }) => printed.push(text));
  return Object.assign(bench, { printed });
}
