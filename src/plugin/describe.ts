/** A value in words, such as one that was thrown. Never fails, whatever it is: plugins throw and export anything. */
export function describe(value: unknown): string {
  try {
    if (value instanceof Error) return `${value.name}: ${firstLine(value.message)}`;
    if (value === null || value === undefined) return String(value);
    if (Array.isArray(value)) return "an array";
    if (typeof value === "object") return "an object";
    if (typeof value === "function") return "a function";
    const text = typeof value === "string" ? JSON.stringify(value) : String(value);
    return `the ${typeof value} ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
  } catch {
    return "something that cannot be shown";
  }
}

/** What an error says, on one line. */
export function firstLine(text: unknown): string {
  return String(text).split("\n", 1)[0]!;
}
