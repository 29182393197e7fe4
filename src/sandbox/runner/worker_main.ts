/**
 * What runs in the worker of an isolated plugin beside it. A module made for each plugin imports this one, which closes what a
 * worker shares with its host, speaks with the host over a port, and imports the plugin when the host says so.
 *
 * @module
 */

import type { SandboxLimits } from "../limits.ts";
import { Connection } from "../wire/mod.ts";
import { describe } from "../../plugin/mod.ts";
import { PluginSide } from "./plugin_side.ts";
import { closeWorkerDoors } from "./worker_doors.ts";

/** The first message of the host. */
interface Settings {
  readonly port: MessagePort;
  readonly limits: SandboxLimits;
  /** The modules that the plugin is made of. */
  readonly modules: readonly string[];
}

const worker = globalThis as unknown as {
  onmessage: ((event: MessageEvent<Settings>) => void) | null;
  close(): void;
};

/** Answers the host until it ends the worker. Takes what imports the plugin. */
export function run(load: () => Promise<unknown>): void {
  worker.onmessage = ({ data }) => {
    worker.onmessage = null;
    begin(data, load);
  };
}

function begin({ port, limits, modules }: Settings, load: () => Promise<unknown>): void {
  const send = MessagePort.prototype.postMessage.bind(port);
  const close = worker.close.bind(worker);
  const print = (stream: string, text: string) => {
    try {
      connection.tell("print", [stream, text.slice(0, limits.logLineLength * 2)]);
    } catch {
      // More than the host has read waits already: this line is lost.
    }
  };
  let isEnding = false;
  const end = async (threw?: string) => {
    if (isEnding) return;
    isEnding = true;
    // What was printed before is still told.
    await connection.end();
    send({ ended: true, threw });
    close();
  };
  const exit = () => void end();
  endOnUncaught((error) => end(describe(error)));
  // At once: nothing of the plugin has run yet.
  closeWorkerDoors({ print, exit, modules });
  const side = new PluginSide(load, ({ imports, revoke }) => {
    if (imports !== true && imports.length === 0) Deno.permissions.revokeSync({ name: "import" });
    for (const host of revoke) Deno.permissions.revokeSync({ name: "import", host });
  });
  const connection = new Connection({
    readable: new ReadableStream({
      start(controller) {
        port.onmessage = ({ data }) => {
          if (data !== null) return controller.enqueue(data);
          // The host writes nothing more.
          port.onmessage = null;
          controller.close();
        };
      },
    }),
    writable: new WritableStream<Uint8Array>({ write: (bytes) => send(bytes, [bytes.buffer as ArrayBuffer]) }),
  }, {
    label: "the host",
    prefix: "",
    limits,
    handle: (method, value, call) => side.handle(method, value, call),
    // A worker that was disposed of has nothing more to do.
    onEnd: exit,
  });
}

/** What nobody catches ends the plugin, as it would end a process. Deno would also print it for the host, as it is. */
function endOnUncaught(end: (error: unknown) => void): void {
  const { preventDefault, stopImmediatePropagation } = Event.prototype;
  const take = (event: ErrorEvent | PromiseRejectionEvent) => {
    preventDefault.call(event);
    stopImmediatePropagation.call(event);
    end("error" in event ? event.error : event.reason);
  };
  addEventListener("error", take);
  addEventListener("unhandledrejection", take);
}
