/** Receives the text of one message: lines that end in a line break. */
export type TraceWriter = (text: string) => void;

/** Receives the messages of one tag path, also when there is no writer. */
export type TraceProcessor = (tags: readonly string[], args: readonly unknown[]) => void;

/** Emits messages under its tags. Calling it with nothing emits nothing. */
export interface Tracer {
  (...args: unknown[]): void;
  /** The tracer's tags, outermost first. */
  readonly tags: readonly string[];
  /** What all tracers of a manager share. */
  readonly root: TraceRoot;
  /** Makes a tracer with one more tag. */
  get(name: string): Tracer;
}

/**
 * What all tracers of a manager share: the indentation, the writer and the processors. pluggy's `TagTracer`.
 *
 * @example
 * ```ts
 * import { TraceRoot } from "@tenon/tenon";
 * import { assertEquals } from "@std/assert";
 *
 * const root = new TraceRoot();
 * const lines: string[] = [];
 * root.setWriter((text) => lines.push(text));
 * root.get("load")("slack", { version: 2 });
 * assertEquals(lines, ["slack [load]\n    version: 2\n"]);
 * ```
 */
export class TraceRoot {
  /** How deep calls are nested: the level of indentation, two blanks each. */
  indent = 0;
  #writer: TraceWriter | undefined;
  readonly #processors = new Map<string, TraceProcessor>();

  /** Makes a tracer with one tag. */
  get(name: string): Tracer {
    return this.#tracer([name]);
  }

  /** Sets who receives the text of messages; nobody, if nothing is given. */
  setWriter(writer?: TraceWriter | null): void {
    this.#writer = writer ?? undefined;
  }

  /** Sets who receives the messages with exactly these tags, given as a list or as text such as `"a:b"`. */
  setProcessor(tags: string | readonly string[], processor: TraceProcessor): void {
    this.#processors.set(keyOf(typeof tags === "string" ? tags.split(":") : tags), processor);
  }

  #tracer(tags: readonly string[]): Tracer {
    const trace = (...args: unknown[]): void => this.#emit(tags, args);
    return Object.assign(trace, {
      tags,
      root: this,
      get: (name: string) => this.#tracer([...tags, name]),
    });
  }

  #emit(tags: readonly string[], args: readonly unknown[]): void {
    if (this.#writer !== undefined && args.length > 0) this.#writer(format(this.indent, tags, args));
    this.#processors.get(keyOf(tags))?.(tags, args);
  }
}

/** One string for a list of tags; JSON keeps `["a", "b"]` apart from `["a:b"]`. */
function keyOf(tags: readonly string[]): string {
  return JSON.stringify(tags);
}

/** pluggy's layout: the arguments in one line with the tags behind, and the entries of a last plain object below. */
function format(indent: number, tags: readonly string[], args: readonly unknown[]): string {
  const entries = entriesOf(args.at(-1));
  const content = entries === undefined ? args : args.slice(0, -1);
  const margin = "  ".repeat(indent);
  const lines = [`${margin}${content.map((arg) => show(arg, 0)).join(" ")} [${tags.join(":")}]\n`];
  for (const [name, value] of entries ?? []) lines.push(`${margin}    ${name}: ${show(value, 0)}\n`);
  return lines.join("");
}

/** The entries of a plain object; `undefined` for anything else, and for one that cannot be read. */
function entriesOf(value: unknown): [string, unknown][] | undefined {
  if (value === null || typeof value !== "object") return undefined;
  try {
    const prototype = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null ? Object.entries(value) : undefined;
  } catch {
    return undefined;
  }
}

/** A short text for a value. One that cannot be read must not fail the call that is traced. */
function show(value: unknown, depth: number): string {
  try {
    return describe(value, depth);
  } catch {
    return "[unreadable]";
  }
}

function describe(value: unknown, depth: number): string {
  if (typeof value === "string") return depth === 0 ? value : JSON.stringify(value);
  if (typeof value === "function") return `[Function ${value.name || "anonymous"}]`;
  if (value === null || typeof value !== "object") return String(value);
  if (Array.isArray(value)) return depth > 2 ? "[…]" : `[${value.map((item) => show(item, depth + 1)).join(", ")}]`;
  const entries = entriesOf(value);
  if (entries === undefined) return `[${value.constructor?.name ?? "Object"}]`;
  return depth > 2 ? "{…}" : `{${entries.map(([key, item]) => `${key}: ${show(item, depth + 1)}`).join(", ")}}`;
}
