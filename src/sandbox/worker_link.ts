import { describe } from "../plugin/mod.ts";
import { about, type IsolationError, type IsolationErrorCode, unreachable } from "./errors.ts";
import { workerPermissions } from "./grant/mod.ts";
import { leadsTo } from "./graph/info.ts";
import { changedSince, lookAtGraph, type Looked } from "./graph/mod.ts";
import type { IsolatedSetup } from "./isolated.ts";
import type { Link, LinkRun } from "./link.ts";
import { mayRead } from "./readable.ts";
import { notInWorkers } from "./worker_modules.ts";
import { flagsForTelling, hasWorkerOptions } from "./worker_options.ts";

/**
 * A plugin in a worker of the host's process, with the permissions that were granted. It shares the host's memory and threads:
 * if it uses up the memory, the host dies with it, and a busy loop goes on until the host ends.
 */
export class WorkerLink implements Link {
  readonly #setup: IsolatedSetup;

  /** Takes the plugin. */
  constructor(setup: IsolatedSetup) {
    this.#setup = setup;
  }

  async start(signal: AbortSignal): Promise<LinkRun> {
    const { name, source, url, grant } = this.#setup;
    const who = { plugin: name, source };
    const permissions = workerPermissions(grant, who);
    const enabled = await hasWorkerOptions();
    if (enabled !== true) throw this.#withoutOptions(enabled);
    const looked = await lookAtGraph({
      plugin: name,
      source,
      url,
      importHosts: grant.rules.import.allow,
      readable: (path) => mayRead(grant, path),
      signal,
    });
    const modules = this.#modulesOf(looked);
    signal.throwIfAborted();
    return new WorkerRun(this.#setup, permissions, looked, modules);
  }

  /** The modules that it can have. The others it must not need: what an `import()` asks for is refused when it does. */
  #modulesOf({ graph }: Looked): string[] {
    const refused = notInWorkers(graph);
    const why = refused.get(leadsTo(graph, this.#setup.url));
    if (why === undefined) return [...graph.modules.keys()].filter((module) => !refused.has(module));
    throw about(this.#setup, "start-failed", "Cannot start", `it imports ${why}. Use "isolation": "process".`);
  }

  #withoutOptions(enabled: boolean | undefined): IsolationError {
    const why = enabled === false
      ? "Deno's unstable feature 'worker-options' is not switched on in the host. Start the host with " +
        '--unstable-worker-options, or write "unstable": ["worker-options"] into its deno.json'
      : "it cannot be told whether Deno's unstable feature 'worker-options' is switched on in the host, and trying it " +
        `without would end the host. Start the host with ${flagsForTelling()}`;
    return about(this.#setup, "start-failed", "Cannot start", `${why}, or use "isolation": "process".`);
  }
}

const RUNNER = new URL("./runner/worker_main.ts", import.meta.url).href;

/** The end of what the host writes: a port has none. */
const END = null;

class WorkerRun implements LinkRun {
  // Nothing but the runner writes to the port.
  readonly prefix = "";
  readonly printed = undefined;
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  readonly importedFrom: readonly string[];
  readonly ended: Promise<IsolationError>;
  readonly #setup: IsolatedSetup;
  readonly #looked: Looked;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  #end: (reason: IsolationError) => void = () => {};
  #close: () => void = () => {};

  constructor(
    setup: IsolatedSetup,
    permissions: Deno.PermissionOptionsObject,
    looked: Looked,
    modules: readonly string[],
  ) {
    this.#setup = setup;
    this.#looked = looked;
    this.importedFrom = looked.importHosts;
    const main = URL.createObjectURL(
      new Blob([`import { run } from ${JSON.stringify(RUNNER)};\nrun(() => import(${JSON.stringify(setup.url)}));`], {
        type: "text/javascript",
      }),
    );
    this.#worker = new Worker(main, { type: "module", name: `plugin ${setup.name}`, deno: { permissions } });
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.ended = new Promise((resolve) => this.#end = resolve);
    this.readable = new ReadableStream({
      start: (controller) => {
        port1.onmessage = ({ data }) => {
          // What is shared could still be changed while it is read.
          if (data instanceof Uint8Array && data.buffer instanceof ArrayBuffer) controller.enqueue(data);
          else if (data?.ended === true) this.stop(this.#error("died", whyEnded(data.threw)));
          else this.stop(this.#error("broke-protocol", "it sent something other than bytes."));
        };
        this.#close = () => {
          port1.onmessage = null;
          port1.close();
          try {
            controller.close();
          } catch {
            // The reader has cancelled it.
          }
        };
      },
    });
    this.writable = new WritableStream({
      write: (bytes) => port1.postMessage(bytes, [bytes.buffer as ArrayBuffer]),
      close: () => port1.postMessage(END),
    });
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.stop(this.#error("died", whyEnded(describe(event.error ?? event.message))));
    };
    this.#worker.onmessageerror = () => this.stop(this.#error("broke-protocol", "it sent what cannot be read."));
    this.#worker.postMessage({ port: port2, limits: setup.limits, modules }, [port2]);
    // The worker has loaded its graph by the time that it answers.
    this.ended.then(() => URL.revokeObjectURL(main));
  }

  get files(): readonly string[] {
    return this.#looked.files.map(({ path }) => path);
  }

  async verify(): Promise<void> {
    const changed = await changedSince(this.#looked.files);
    if (changed !== undefined) throw this.#error("changed", `${changed} was changed while the plugin was started.`);
    await this.#setup.check?.(undefined);
  }

  stop(reason: IsolationError): void {
    this.#worker.terminate();
    this.#end(reason);
    this.#close();
  }

  keepAlive(): void {
    // A worker keeps its host from ending by itself, and Deno has nothing that would change that.
  }

  #error(code: IsolationErrorCode, why: string): IsolationError {
    return unreachable(this.#setup, code, why);
  }
}

/** How much is told of what a plugin threw. */
const THROWN_LENGTH = 500;

function whyEnded(threw: unknown): string {
  return typeof threw === "string"
    ? `it threw ${threw.slice(0, THROWN_LENGTH)}, and nothing caught that.`
    : "it ended itself.";
}
