/** How it shows in the host that a door is open, where no word says it. */
import { types } from "node:util";
import { runInNewContext } from "node:vm";

/** What the host has seen of an attempt. */
export interface Seen {
  /** What the door's impl answered, if it did. */
  readonly value: unknown;
  /** What it threw, if it did. */
  readonly error: unknown;
  /** The mark of the attempt. */
  readonly mark: string;
  /** What came over the channel to all threads. */
  readonly heard: readonly unknown[];
  /** The arguments of each call of the shared method. */
  readonly added: readonly (readonly unknown[])[];
  /** The shared object. */
  readonly shared: Readonly<Record<string, unknown>>;
  /** The list in the arguments. */
  readonly list: readonly string[];
  /** The folder that the host ran in before. */
  readonly folder: string;
  /** The locks that somebody holds. */
  readonly locks: readonly string[];
  /** How much more memory the host's process has than before, in MiB. */
  readonly grown: number;
}

type Open = (seen: Seen) => boolean;

const globals = globalThis as unknown as Record<string, unknown>;

function evidence({ value }: Seen): string {
  return String((value as { evidence?: unknown } | undefined)?.evidence);
}

function isHuge(value: unknown): boolean {
  const length = (part: unknown) => (part as { length?: number } | undefined)?.length ?? 0;
  return length(value) >= 2 ** 30 || (Array.isArray(value) && value.reduce((sum, part) => sum + length(part), 0) > 1e9);
}

/** What is no longer as it was in the host. */
export const openState = {
  environment: ({ mark }) => Deno.env.get("TENON_HOSTILE_SET") === mark,
  folder: ({ folder }) => Deno.cwd() !== folder,
  sessionStorage: ({ mark }) => sessionStorage.getItem("hostile") === mark,
  heard: ({ heard, mark }) => heard.includes(mark),
  locked: ({ locks, mark }) => locks.includes(mark),
  global: ({ mark }) => globals.hostile === mark,
  prototype: ({ mark }) => ({} as { hostile?: unknown }).hostile === mark,
  exitCode: () => Deno.exitCode === 7,
  engine: () => runInNewContext("typeof gc") === "function",
  errorHandler: ({ mark }) => {
    dispatchEvent(new ErrorEvent("error", { error: new Error("for whoever handles it"), cancelable: true }));
    return globals.hostileErrors === mark;
  },
  then: ({ mark }) => globals.hostileThen === mark,
  outputClosed: () => {
    try {
      Deno.stdout.writeSync(new Uint8Array([10]));
      return false;
    } catch {
      return true;
    }
  },
} satisfies Record<string, Open>;

/** That an answer has a method of this name. */
export function openMethod(name: string): Open {
  return ({ value }) => typeof (value as Record<string, unknown> | undefined)?.[name] === "function";
}

/** What has come as an answer or as an error. */
export const openValue = {
  hostModule: (seen) => evidence(seen).endsWith("/host.ts"),
  hostStack: (seen) => evidence(seen).includes("/host.ts"),
  protoKey: ({ value }) => Object.hasOwn(value ?? {}, "__proto__"),
  innerThenable: ({ value }) =>
    typeof (value as { inner?: { then?: unknown } } | undefined)?.inner?.then === "function",
  getter: ({ value }) => (value as { next?: number }).next !== (value as { next?: number }).next,
  proxy: ({ value }) => types.isProxy((value as { inner?: unknown } | undefined)?.inner),
  cycle: ({ value }) => value !== undefined && (value as { self?: unknown }).self === value,
  deep: ({ value }) => {
    let depth = 0;
    for (let inner = value; Array.isArray(inner); inner = inner[0]) depth++;
    return depth > 10_000;
  },
  huge: ({ value }) => isHuge(value),
  sparse: ({ value }) => isHuge(value),
  sharedMemory: ({ value }) => (value as Int32Array | undefined)?.buffer instanceof SharedArrayBuffer,
  port: ({ value }) => value instanceof MessagePort,
  symbol: ({ value }) => typeof value === "object" && value !== null && Symbol.toPrimitive in value,
  thrownGetter: ({ error }) => Object.getOwnPropertyDescriptor(error ?? {}, "message")?.get !== undefined,
  thrownProxy: ({ error }) => types.isProxy(error),
  thrownHuge: ({ error }) => error instanceof Error && error.message.length > 2 ** 28,
  thrownLie: ({ error }) => (error as { plugin?: unknown } | undefined)?.plugin === "neighbour",
} satisfies Record<string, Open>;

/** What was done with what the host shares. */
export const openShare = {
  called: ({ added, mark }) => added.some(([first]) => first === mark),
  calledWithCode: ({ added, mark }) => {
    return added.some(([first, second, third]) => {
      const looked = Object.getOwnPropertyDescriptor(third ?? {}, "looked");
      return first === mark && (typeof second === "function" || looked?.get !== undefined);
    });
  },
  calledWithProtoKey: ({ added, mark }) => {
    return added.some(([first, second]) => first === mark && Object.hasOwn(second ?? {}, "__proto__"));
  },
  calledWithHuge: ({ added }) => added.some((args) => args.some(isHuge)),
  flooded: ({ value }) => (value as { evidence?: unknown } | undefined)?.evidence === true,
  overwritten: ({ shared, mark }) => shared.note === mark,
  inherited: ({ shared, mark }) => shared.hostile === mark,
  listChanged: ({ list, mark }) => list.includes(mark),
} satisfies Record<string, Open>;
