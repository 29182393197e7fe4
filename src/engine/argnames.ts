// Reading a function's source is a guess about text, so everything here leans one way: whatever this small scanner does
// not know for certain raises a doubt, and a doubt gives no answer. It needs no list of JavaScript's operators and no
// grammar for expressions; inside a default value it only has to find where the value ends.

const toString = Function.prototype.toString;

/** The end of a source that is not there to be read; engines differ in the white space. */
const NATIVE = /\[native code\]\s*\}$/;

/** White space and comments; they may stand between any two tokens. */
const TRIVIA = /(?:\s+|\/\/.*|\/\*[^]*?\*\/)*/y;

/**
 * One token; a template literal only up to its opening quote. Left out on purpose, and so a doubt:
 * - `/`, since telling a division from a regular expression needs a real parser;
 * - `<!--` and `-->`, which are comments in scripts and operators in modules;
 * - `\` outside strings, since an escaped name is spelt otherwise than it reads.
 */
const TOKEN =
  /#?[\p{ID_Start}$_][\p{ID_Continue}$]*|\.?\d[\w.]*|"(?:[^"\\\r\n]|\\[^])*"|'(?:[^'\\\r\n]|\\[^])*'|\.\.\.|(?!<!--|-->)[-+*%<>=!&|^~?:;.,(){}[\]`]/yu;

/** The text of a template literal, up to its end or the next substitution. */
const TEMPLATE_TEXT = /(?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{)/y;

const IDENTIFIER = /^[\p{ID_Start}$_]/u;
const METHOD_NAME = /^[\p{ID_Start}$_#"'\d]|^\.\d/u;
const MODIFIERS = new Set(["async", "function", "*", "get", "set"]);
const CLOSERS = new Map([["(", ")"], ["[", "]"], ["{", "}"]]);
const CLOSING = new Set(CLOSERS.values());

/** Thrown where the source cannot be read for certain; never leaves this file. */
class Doubt extends Error {}

/** Walks over source text token by token. */
class Scanner {
  #at = 0;
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  /** Takes the next token. A template literal counts as one, and shows as its opening quote. */
  next(): string {
    this.#match(TRIVIA);
    const token = this.#match(TOKEN);
    if (token === "`") {
      while (this.#match(TEMPLATE_TEXT).endsWith("${")) this.skipTo(["}"]);
    }
    return token;
  }

  /** Takes tokens, whole bracketed groups at a time, until one of `ends` stands outside of any; returns that one. */
  skipTo(ends: readonly string[]): string {
    for (;;) {
      const token = this.next();
      if (ends.includes(token)) return token;
      if (CLOSING.has(token)) throw new Doubt();
      const closer = CLOSERS.get(token);
      if (closer !== undefined) this.skipTo([closer]);
    }
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#source)?.[0];
    if (text === undefined) throw new Doubt();
    this.#at = pattern.lastIndex;
    return text;
  }
}

/** Takes all that stands before the parameters, and their opening parenthesis. */
function skipHead(scanner: Scanner): void {
  let token = scanner.next();
  while (MODIFIERS.has(token)) token = scanner.next();
  // An arrow function, a function without a name, or a method that is itself called `async`, `get` or the like.
  if (token === "(") return;
  if (token === "[") scanner.skipTo(["]"]);
  else if (!METHOD_NAME.test(token)) throw new Doubt();
  // Here `x => f({ a })` and classes part: an arrow, a brace or another word follows their first word.
  if (scanner.next() !== "(") throw new Doubt();
}

/** The property name that a key stands for. */
function keyName(token: string): string {
  if (IDENTIFIER.test(token)) return token;
  if (/^["'][^\\]*$/.test(token)) return token.slice(1, -1);
  // `0x10` and `1e3` name properties that are spelt otherwise.
  if (/^\d/.test(token) && String(Number(token)) === token) return token;
  throw new Doubt();
}

/** Takes an object pattern, after its opening brace, with its closing one; gives the names it cannot do without. */
function readPattern(scanner: Scanner): Set<string> {
  const required = new Set<string>();
  for (;;) {
    const key = scanner.next();
    if (key === "}") return required;
    if (key === "...") {
      if (!IDENTIFIER.test(scanner.next()) || scanner.next() !== "}") throw new Doubt();
      return required;
    }
    const name = keyName(key);
    let token = scanner.next();
    if (token === ":") {
      const target = scanner.next();
      if (target === "{") scanner.skipTo(["}"]);
      else if (target === "[") scanner.skipTo(["]"]);
      else if (!IDENTIFIER.test(target)) throw new Doubt();
      token = scanner.next();
    } else if (!IDENTIFIER.test(key)) throw new Doubt();
    if (token === "=") token = scanner.skipTo([",", "}"]);
    else required.add(name);
    if (token === "}") return required;
    if (token !== ",") throw new Doubt();
  }
}

/**
 * Reads from the source of `fn` which properties its first parameter destructures without a default value, in source
 * order. Gives `undefined` if that parameter is anything but an object pattern without a default of its own, or if the
 * source leaves any doubt: a name that is given is certain, a missing answer says nothing. Never throws.
 *
 * @example
 * ```ts
 * import { argumentNames } from "./argnames.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(argumentNames(({ session, agent: a, limit = 5 }) => [session, a, limit]), ["session", "agent"]);
 * assertEquals(argumentNames((args) => args), undefined);
 * ```
 */
export function argumentNames(fn: (...args: never[]) => unknown): readonly string[] | undefined {
  try {
    const source = toString.call(fn);
    // A `toString` of one's own, on the function or for all, means that somebody is dressing functions up as others.
    // Looked at only now: native text is all that a Proxy shows, so that its traps are not run.
    if (NATIVE.test(source) || fn.toString !== toString || !NATIVE.test(toString.call(toString))) return undefined;
    const scanner = new Scanner(source);
    skipHead(scanner);
    if (scanner.next() !== "{") return undefined;
    const names = readPattern(scanner);
    // What may not follow is `=`: with a default for the whole pattern, no argument is needed at all.
    return [",", ")"].includes(scanner.next()) ? [...names] : undefined;
  } catch {
    // Not only a Doubt: `toString` throws for what is no function, and very deep nesting exhausts the stack.
    return undefined;
  }
}
