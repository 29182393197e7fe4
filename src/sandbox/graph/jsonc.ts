/** What of a text is a string, a comment, or a comma before a closing bracket. */
const TOKEN = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\/|,(?=(?:\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*[\]}])/g;

/** Parses JSON with comments and trailing commas, as Deno's configuration files have them. Throws a SyntaxError. */
export function parseJsonc(text: string): unknown {
  return JSON.parse(text.replace(/^\uFEFF/, "").replace(TOKEN, (token) => token.startsWith('"') ? token : " "));
}

/** The value as an object with string keys, if it is one. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Record<string, unknown>
    : undefined;
}

/** The strings among the values of an object; nothing where it is none. */
export function stringsOf(value: unknown): [key: string, value: string][] {
  return Object.entries(asRecord(value) ?? {}).filter((pair): pair is [string, string] => typeof pair[1] === "string");
}
