/**
 * The impls and wrappers of second_opinion.ts: a host that has plugins review files.
 *
 * @module
 */

/** The arguments of a call. */
export interface Review {
  readonly path: string;
  readonly lines: readonly string[];
  readonly at: { readonly line: number; readonly column: number };
  readonly strict?: boolean;
}

/** An impl. */
export type Rule = (args: Review) => unknown;

/** A wrapper. */
export type Around = (args: Review) => Generator<void, unknown[], unknown[]>;
/** A wrapper that may await. */
export type AsyncAround = (args: Review) => AsyncGenerator<void, unknown[], unknown[]>;

/** Small impls, no two alike. Some answer with nothing now and then. */
export const rules: readonly Rule[] = [
  ({ path }) => path,
  ({ lines }) => lines.length,
  ({ at }) => at.line > 3,
  ({ at: { line, column } }) => line * column,
  (args) => args.strict ?? false,
  ({ path, lines }) => path.length + lines.length,
  ({ strict }) => strict ? "strict" : undefined,
  ({ at }) => at.column,
  ({ lines }) => lines[0],
  ({ path }) => path.length > 4 ? "long" : "short",
  (args) => args.at.line,
  ({ lines, at }) => lines[at.column & 1],
  ({ path }) => path === "" ? "no path" : undefined,
  ({ at: { line } }) => -line,
  ({ strict = true }) => strict,
  ({ lines }) => lines[1],
  ({ path, at }) => at.line > 2 ? path : "early",
  ({ lines }) => lines.length > 1,
  ({ at }) => at.line & 7,
  ({ strict, at }) => strict === true ? at.column : 0,
];

/** Wrappers that change the list of answers. */
export const wrappers: readonly Around[] = [
  function* (_) {
    const remarks = yield;
    remarks.push("seen");
    return remarks;
  },
  function* ({ strict }) {
    const remarks = yield;
    return strict ? remarks.reverse() : remarks;
  },
  function* ({ at }) {
    const { line } = at;
    const remarks = yield;
    remarks.push(line);
    return remarks;
  },
];

/** The same as async generators. */
export const asyncWrappers: readonly AsyncAround[] = [
  async function* (_) {
    const remarks = yield;
    remarks.push("seen");
    return remarks;
  },
  async function* ({ strict }) {
    const remarks = yield;
    return strict ? remarks.reverse() : remarks;
  },
  async function* ({ at }) {
    const { line } = at;
    const remarks = yield;
    remarks.push(line);
    return remarks;
  },
];
