/**
 * A parser for JSON with comments and trailing commas that goes on after a mistake and so finds them all.
 *
 * It is our own because hosts wait for it when they start: the known parser that gives places and all mistakes is
 * CommonJS, and loading it takes Deno three times as long as starting does. The tests compare the two.
 *
 * @module
 */
import { quoted } from "./show.ts";
import { type JsonNode, MAX_DEPTH, type Member, type Range } from "./tree.ts";

/** A place where a text is not JSON with comments. */
export interface SyntaxProblem {
  /** A sentence for people. */
  readonly message: string;
  /** Where the mistake is, in UTF-16 code units; the text's length if something is missing at its end. */
  readonly offset: number;
}

/** What {@linkcode parseJsonc} gives. */
export interface Parsed {
  /** The tree; parts with mistakes are left out of it. `undefined` if nothing could be made of the text. */
  readonly root: JsonNode | undefined;
  /** The mistakes in the order of the text, no more than one a line. */
  readonly problems: readonly SyntaxProblem[];
}

/** Takes a text without byte order mark; gives its tree and its mistakes. Never throws. */
export function parseJsonc(text: string): Parsed {
  return new Parser(text).parse();
}

/** A word is whatever is not white space, punctuation or a double quote; text in single quotes is one word. */
const WORD = /'[^'\r\n]*'|[^\s{}[\],:"/]+|[^]/y;
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

class Parser {
  readonly #text: string;
  #at = 0;
  /** The brackets that would close what is open at the current place. */
  readonly #closers: ("}" | "]")[] = [];
  /** Set when going on makes no sense; what is reported after that would only be noise. */
  #stopped = false;
  /** The ends of the lines that have a mistake already. */
  readonly #badLines = new Set<number>();
  readonly #problems: SyntaxProblem[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Parsed {
    this.#skipBlank();
    if (this.#at === this.#text.length && this.#problems.length === 0) {
      this.#report(`There is nothing in it: the least a manifest can be is { "plugins": {} }.`, this.#at);
    }
    const root = this.#stopped || this.#at === this.#text.length ? undefined : this.#value();
    this.#skipBlank();
    if (root && this.#at < this.#text.length) this.#report(`The manifest is complete before ${this.#found()}.`);
    return { root, problems: this.#problems.toSorted((a, b) => a.offset - b.offset) };
  }

  /** Parses the value at the current place. Consumes nothing if there is none. */
  #value(): JsonNode | undefined {
    const offset = this.#at;
    switch (this.#text[offset]) {
      case "{":
        return this.#object(offset);
      case "[":
        return this.#array(offset);
      case '"': {
        const string = this.#string();
        return string && { type: "string", ...string };
      }
      case undefined:
      case "}":
      case "]":
      case ",":
      case ":":
        this.#report(`A value is missing: found ${this.#found()}.`);
        return undefined;
    }
    const word = this.#word();
    const range = { offset, end: this.#at };
    if (word === "true" || word === "false") return { type: "boolean", value: word === "true", range };
    if (word === "null") return { type: "null", value: null, range };
    if (NUMBER.test(word)) return { type: "number", value: Number(word), range };
    this.#report(`${quoted(word)} is not a JSON value: strings must be in double quotes.`, offset);
    return undefined;
  }

  #object(offset: number): JsonNode {
    const members: Member[] = [];
    this.#list(offset, "}", () => {
      const key = this.#key();
      if (key === undefined) return;
      this.#skipBlank();
      if (this.#text[this.#at] === ":") this.#at++;
      else this.#report(`A ':' must follow the key: found ${this.#found()}.`);
      this.#skipBlank();
      const value = this.#value();
      if (value) members.push({ key: key.value, keyRange: key.range, value });
    });
    return { type: "object", members, range: { offset, end: this.#at } };
  }

  #array(offset: number): JsonNode {
    const items: JsonNode[] = [];
    this.#list(offset, "]", () => {
      const item = this.#value();
      if (item) items.push(item);
    });
    return { type: "array", items, range: { offset, end: this.#at } };
  }

  /** Parses what stands between an opening bracket, which is at the current place, and its closing one. */
  #list(opening: number, close: "}" | "]", parseItem: () => void): void {
    if (this.#closers.length === MAX_DEPTH) {
      this.#report(`This is nested too deep: ${MAX_DEPTH} levels are the most there can be.`);
      this.#stop();
    }
    this.#at++;
    this.#closers.push(close);
    while (!this.#closes(opening, close)) {
      const before = this.#at;
      const mistakes = this.#problems.length;
      parseItem();
      this.#skipBlank();
      const after = this.#text[this.#at];
      if (after === ",") this.#at++;
      else if (this.#at === before) this.#word();
      // After a mistake the comma may have been taken for a part of it.
      else if (after !== undefined && after !== "}" && after !== "]" && this.#problems.length === mistakes) {
        this.#report(`A ',' is missing before ${this.#found()}.`);
      }
    }
    this.#closers.pop();
  }

  /** Whether the list that waits for `close` ends here, rightly or not. */
  #closes(opening: number, close: "}" | "]"): boolean {
    this.#skipBlank();
    const next = this.#text[this.#at];
    if (next === undefined) {
      this.#report(`This '${this.#text[opening]}' is never closed: a '${close}' is missing.`, opening);
      return true;
    }
    if (next !== "}" && next !== "]") return false;
    if (next !== close) this.#report(`A '${close}' is missing before this '${next}'.`);
    // A wrong bracket that closes something further out is left to that; one that closes nothing was meant for this.
    if (next === close || !this.#closers.includes(next)) this.#at++;
    return true;
  }

  #key(): { value: string; range: Range } | undefined {
    const offset = this.#at;
    const next = this.#text[offset]!;
    if (next === '"') return this.#string() ?? { value: "", range: { offset, end: this.#at } };
    if ("{[,:".includes(next)) {
      this.#report(`A key in double quotes must stand here: found ${this.#found()}.`);
      return undefined;
    }
    const word = this.#word();
    this.#report(`The key ${quoted(word)} must be in double quotes.`, offset);
    return { value: word, range: { offset, end: this.#at } };
  }

  /** Parses the string at the current place. `JSON.parse` resolves escapes, and knows which there are. */
  #string(): { value: string; range: Range } | undefined {
    const offset = this.#at;
    let end = offset + 1;
    while (end < this.#text.length && !'"\r\n'.includes(this.#text[end]!)) end += this.#text[end] === "\\" ? 2 : 1;
    if (this.#text[end] !== '"') {
      this.#at = Math.min(end, this.#text.length);
      this.#report("This string is never closed: a double quote is missing at its end.", offset);
      return undefined;
    }
    this.#at = end + 1;
    const range = { offset, end: this.#at };
    try {
      return { value: JSON.parse(this.#text.slice(offset, this.#at)), range };
    } catch {
      this.#report("This string has an escape or a character that JSON has not: write '\\\\' for a backslash.", offset);
      return undefined;
    }
  }

  /** Takes at least one character, so that every loop comes to an end. */
  #word(): string {
    WORD.lastIndex = this.#at;
    const word = WORD.exec(this.#text)?.[0] ?? "";
    this.#at += word.length;
    return word;
  }

  /** Skips white space and comments. */
  #skipBlank(): void {
    while (this.#at < this.#text.length) {
      const two = this.#text.slice(this.#at, this.#at + 2);
      if (" \t\r\n".includes(two[0]!)) {
        this.#at++;
      } else if (two === "//") {
        while (this.#at < this.#text.length && !"\r\n".includes(this.#text[this.#at]!)) this.#at++;
      } else if (two === "/*") {
        const end = this.#text.indexOf("*/", this.#at + 2);
        if (end < 0) {
          this.#report("This comment is never closed: a '*/' is missing.");
          this.#stop();
        } else this.#at = end + 2;
      } else return;
    }
  }

  #found(): string {
    const at = this.#at;
    if (at >= this.#text.length) return "the end of the text";
    if (this.#text[at] === '"') return "a string";
    const word = this.#word();
    this.#at = at;
    return quoted(word);
  }

  #stop(): void {
    this.#stopped = true;
    this.#at = this.#text.length;
  }

  /** Notes a mistake, unless one was noted on the same line: most often it follows from that one. */
  #report(message: string, offset = this.#at): void {
    const toLineEnd = this.#text.slice(offset).search(/[\r\n]/);
    const lineEnd = toLineEnd < 0 ? this.#text.length : offset + toLineEnd;
    if (this.#stopped || this.#badLines.has(lineEnd)) return;
    this.#badLines.add(lineEnd);
    this.#problems.push({ message, offset });
  }
}
