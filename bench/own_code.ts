/**
 * Functions with code of their own, for the benchmark only.
 *
 * Functions that come from one place in a program share what V8 learns about that place. In a real program the impls of a
 * hook come from different places, and so do the calls. Texts that differ give functions that share nothing.
 *
 * @module
 */

let made = 0;

/** The values that a text may use, by name. */
export type Scope = Readonly<Record<string, unknown>>;

/** Makes a function from the text of an expression. */
export function ownCode<F>(expression: string, scope: Scope = {}): F {
  return new Function(...Object.keys(scope), `/* ${made++} */ return ${expression};`)(...Object.values(scope)) as F;
}

/** The arguments of a call. */
export type Args = Readonly<Record<string, unknown>>;

/** Calls a hook once. */
export type Call = (args: Args) => unknown;

/** Makes the function that calls a hook, with a call site of its own: the text says what stands in the host. */
export function callSite(call: string, scope: Scope): Call {
  return ownCode<Call>(`(args) => ${call}`, scope);
}

/** Gives the values names, for texts: `f0`, `f1` and so on. */
export function named(prefix: string, values: readonly unknown[]): Scope {
  return Object.fromEntries(values.map((value, i) => [`${prefix}${i}`, value]));
}
