/**
 * What runs in a process that is used for one scenario after another: like the runner of a plugin's own process, but when the
 * host has closed the plugin, it can have another made.
 *
 * @module
 */

import { PluginSide } from "../../../src/sandbox/runner/plugin_side.ts";
import { Connection } from "../../../src/sandbox/wire/mod.ts";
import { StreamSessions } from "./sessions.ts";

/** Answers the host until it is gone. Takes what imports the plugin. */
export async function run(load: () => Promise<unknown>): Promise<void> {
  const { prefix, limits } = JSON.parse(Deno.args[0]!);
  const sessions = new StreamSessions({ readable: Deno.stdin.readable, writable: Deno.stdout.writable });
  for (;;) {
    const side = new PluginSide(load, () => {});
    const { readable, writable, ended } = sessions.begin();
    new Connection({ readable, writable }, {
      label: "the host",
      prefix,
      limits,
      handle: (method, value, call) => side.handle(method, value, call),
      onEnd: () => {},
    });
    try {
      await ended;
    } catch {
      Deno.exit();
    }
  }
}
