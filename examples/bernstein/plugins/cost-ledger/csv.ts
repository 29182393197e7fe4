/**
 * Tables as text, as spreadsheets read them.
 *
 * @module
 */

/** Writes rows, of which the first is the heading. */
export function formatCsv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(field).join(",")}\n`).join("");
}

/** Reads what {@linkcode formatCsv} has written, numbers as text. Gives undefined if it is no table. */
export function parseCsv(text: string): string[][] | undefined {
  const rows: string[][] = [];
  let row: string[] = [];
  // A field, in quotes or not, and what ends it.
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const [, quoted, plain = "", end] = match;
    row.push(unmasked(quoted?.replaceAll('""', '"') ?? plain));
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  // After a comma there is one field more, even an empty one.
  return row.length === 0 ? rows : undefined;
}

/** Numbers are written as they are; of texts, those that a spreadsheet would calculate are kept from it by an apostrophe. */
function field(value: string | number): string {
  if (typeof value === "number") return String(value);
  const masked = /^'*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(masked) ? `"${masked.replaceAll('"', '""')}"` : masked;
}

function unmasked(text: string): string {
  return /^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}
