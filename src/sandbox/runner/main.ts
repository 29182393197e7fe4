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
import { type ByteReader, type ByteWriter, Connection } from "../wire/mod.ts";
import { PluginSide } from "./plugin_side.ts";

/** What the host says in the arguments of the process. */
interface Settings {
  readonly prefix: string;
  readonly limits: SandboxLimits;
}

/** As much as a pipe holds under Linux. */
const BUFFER_BYTES = 65_536;

/** Answers the host until it closes, and then ends the process. Takes what imports the plugin. */
export async function run(load: () => Promise<unknown>): Promise<void> {
  const { prefix, limits } = JSON.parse(Deno.args[0]!) as Settings;
  const side = new PluginSide(load, forbidImports);
  await new Promise<void>((ended) => {
    new Connection({ readable: { getReader: standardInput }, writable: { getWriter: standardOutput } }, {
      label: "the host",
      prefix,
      limits,
      handle: (method, value, call) => side.handle(method, value, call),
      onEnd: () => ended(),
    });
  });
  Deno.exit();
}

// Deno's streams would do as well, but each plugin would wait for Deno to load them as it starts.

function standardInput(): ByteReader {
  const { stdin } = Deno;
  const buffer = new Uint8Array(BUFFER_BYTES);
  return {
    async read() {
      const length = await stdin.read(buffer);
      // Of what is left over when the next is read, the connection has made a copy.
      return length === null ? { done: true } : { done: false, value: buffer.subarray(0, length) };
    },
    cancel: () => Promise.resolve(),
  };
}

function standardOutput(): ByteWriter {
  const { stdout } = Deno;
  return {
    // At once and whole: what the plugin prints cannot come in between.
    write: (bytes) =>
      new Promise((written) => {
        for (let from = 0; from < bytes.length;) from += stdout.writeSync(bytes.subarray(from));
        written();
      }),
    close: () => Promise.resolve(),
    abort: () => Promise.resolve(),
  };
}

/** From now on modules come from the granted hosts only. Those of the plugin are there already. */
function forbidImports({ imports, revoke }: CreateRequest): void {
  if (imports === true) return;
  if (imports.length === 0) Deno.permissions.revokeSync({ name: "import" });
  for (const host of revoke) Deno.permissions.revokeSync({ name: "import", host });
}
