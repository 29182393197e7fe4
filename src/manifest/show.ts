/**
 * Words and values as error messages show them: short, on one line, and with nothing in them that a terminal would obey,
 * since a manifest can come from anywhere.
 *
 * @module
 */

const LONGEST = 60;

/** Writes out what cannot be seen: line ends, control and format characters. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Z}]/gu, (char) => {
    return char === " " ? char : `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
  });
}

/** The same, cut where it gets long. */
export function visible(text: string): string {
  return printable(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}

/** A name in single quotes, unless it has them already. */
export function quoted(name: string): string {
  const text = visible(name);
  return /^'.*'$/.test(text) ? text : `'${text}'`;
}

/** Several names in single quotes: `'a', 'b' and 'c'`. */
export function listed(names: readonly string[]): string {
  const all = names.map(quoted);
  const last = all.pop() ?? "";
  return all.length === 0 ? last : `${all.join(", ")} and ${last}`;
}

/** A value as JSON, or what it is if JSON has no such value. */
export function shown(value: unknown): string {
  switch (typeof value) {
    case "undefined":
    case "number":
      return String(value);
    case "function":
    case "symbol":
    case "bigint":
      return `a ${typeof value}`;
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
    if (typeof name === "string" && name !== "" && name !== "Object") return `an instance of ${visible(name)}`;
  }
  try {
    return visible(JSON.stringify(value));
  } catch {
    return "an object in circles, or with more than JSON can hold";
  }
}

/** A path the way a program would write it: `plugins.slack.permissions.net[0]`. */
export function shownPath(path: readonly (string | number)[]): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (!/^[\w$-]+$/.test(step)) text += `[${shown(step)}]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text;
}
