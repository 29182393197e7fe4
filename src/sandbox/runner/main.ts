/**
 * What runs in the process of an isolated plugin beside it. A module made for each plugin imports this one, which speaks with
 * the host over the standard streams, and imports the plugin when the host says so.
 *
 * The plugin can reach all of this, as nothing in one process can be kept from what runs there. That gives it nothing: the
 * host takes every byte that comes from here for the plugin's own.
 *
 * @module
 */

import type { CreateRequest } from "../protocol.ts";
import type { SandboxLimits } from "../limits.ts";
import { Connection } from "../wire/mod.ts";
import { PluginSide } from "./plugin_side.ts";

/** What the host says in the arguments of the process. */
interface Settings {
  readonly prefix: string;
  readonly limits: SandboxLimits;
}

/** Answers the host until it closes, and then ends the process. Takes what imports the plugin. */
export async function run(load: () => Promise<unknown>): Promise<void> {
  const { prefix, limits } = JSON.parse(Deno.args[0]!) as Settings;
  const side = new PluginSide(load, forbidImports);
  await new Promise<void>((ended) => {
    new Connection({ readable: Deno.stdin.readable, writable: standardOutput() }, {
      label: "the host",
      prefix,
      limits,
      handle: (method, value, call) => side.handle(method, value, call),
      onEnd: () => ended(),
    });
  });
  Deno.exit();
}

function standardOutput(): WritableStream<Uint8Array> {
  const { stdout } = Deno;
  return new WritableStream({
    // At once and whole: what the plugin prints cannot come in between.
    write(bytes) {
      for (let from = 0; from < bytes.length;) from += stdout.writeSync(bytes.subarray(from));
    },
  });
}

/** From now on modules come from the granted hosts only. Those of the plugin are there already. */
function forbidImports({ imports, revoke }: CreateRequest): void {
  if (imports === true) return;
  if (imports.length === 0) Deno.permissions.revokeSync({ name: "import" });
  for (const host of revoke) Deno.permissions.revokeSync({ name: "import", host });
}
