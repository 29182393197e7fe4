import { Console } from "node:console";
import { registerHooks } from "node:module";
import { Writable } from "node:stream";
import { WORKER_BUILT_INS } from "../worker_built_ins.ts";

/** What the doors are to lead to instead. */
export interface Doors {
  /** Takes a line that the plugin prints. */
  print(stream: "stdout" | "stderr", text: string): void;
  /** Ends the worker. */
  exit(): void;
  /** The modules that the plugin is made of. */
  readonly modules: readonly string[];
}

/** What of the global scope a worker shares with its host, or with others beside it. */
const SHARED_GLOBALS = [
  "Worker",
  "BroadcastChannel",
  "caches",
  "Cache",
  "CacheStorage",
  "LockManager",
  "Lock",
  "postMessage",
  "onmessage",
  "GPU",
  "GPUAdapter",
  "GPUDevice",
];

/** What of `Deno` works for the whole process, whatever a worker is granted. */
const PROCESS_WIDE = [
  // In a worker, the process that a plugin may always end, its own, is the host.
  "kill",
  "addSignalListener",
  "removeSignalListener",
  "umask",
  "chdir",
  "consoleSize",
  "isatty",
  "telemetry",
];

/**
 * Closes what a worker shares with its host and no permission guards. That is a list, and lists have gaps: who has to be sure
 * takes a process.
 */
export function closeWorkerDoors({ print, exit, modules }: Doors): void {
  const standardConsole = globalThis.console;
  Object.assign(standardConsole, consoleThat(print));
  refuseModules(new Set(modules));
  for (const name of SHARED_GLOBALS) Reflect.deleteProperty(globalThis, name);
  for (const name of ["locks", "gpu"]) Reflect.deleteProperty(Object.getPrototypeOf(navigator), name);
  for (const stream of [Deno.stdin, Deno.stdout, Deno.stderr]) stream.close();
  const deno = Deno as unknown as Record<string | symbol, unknown>;
  // What Deno's own modules use: with it one can crash the process.
  Reflect.deleteProperty(deno, deno.internal as symbol);
  for (const name of PROCESS_WIDE) define(deno, name, () => refuse(`Deno.${name}`));
  define(deno, "exit", exit);
  define(deno, "args", []);
  define(globalThis, "close", exit);
  define(globalThis, "process", smallProcess(exit));
}

/**
 * Built-ins that are not listed cannot be imported, nor can modules that are no part of the plugin, not even from a `data:`
 * URL. Deno does not hear the error for a static import of a built-in; the host looks for those in the graph beforehand.
 */
function refuseModules(modules: ReadonlySet<string>): void {
  registerHooks({
    resolve(specifier, context, next) {
      const result = next(specifier, context);
      if (WORKER_BUILT_INS.has(result.url) || modules.has(result.url)) return result;
      throw new TypeError(
        `Cannot import '${specifier}': a plugin in a worker has its own modules, and few that are built in.`,
      );
    },
  });
}

function consoleThat(print: Doors["print"]): Console {
  const to = (stream: "stdout" | "stderr") => {
    let rest = "";
    return new Writable({
      write(chunk, _encoding, done) {
        const lines = (rest + String(chunk)).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) print(stream, line);
        done();
      },
    });
  };
  return new Console({ stdout: to("stdout"), stderr: to("stderr") });
}

/** What packages from npm look for in `process`. */
function smallProcess(exit: () => void): object {
  return {
    env: {},
    argv: [],
    execArgv: [],
    platform: Deno.build.os === "windows" ? "win32" : Deno.build.os,
    version: "",
    versions: { deno: Deno.version.deno, v8: Deno.version.v8 },
    exit,
    nextTick: (action: (...args: unknown[]) => void, ...args: unknown[]) => queueMicrotask(() => action(...args)),
    emitWarning: (warning: unknown) => console.warn(warning),
    on() {},
    once() {},
    off() {},
  };
}

function define(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, configurable: true, writable: true, enumerable: true });
}

function refuse(name: string): never {
  throw new Deno.errors.NotCapable(`${name} works for the whole process: a plugin in a worker cannot use it.`);
}
