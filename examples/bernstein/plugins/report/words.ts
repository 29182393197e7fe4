/**
 * Amounts and times as people read them, and texts as Markdown and XML take them.
 *
 * @module
 */

/** The most characters of a text within a line. */
const LONGEST = 300;

/** `$1.25`; with more digits where there are parts of a cent. */
export function dollars(usd: number): string {
  const cents = usd.toFixed(2);
  return `$${Number(cents) === Number(usd.toFixed(4)) ? cents : usd.toFixed(4)}`;
}

/** `850 ms`, `12.5 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10)} s`;
  const seconds = Math.floor(ms / 1000);
  const [large, small, names] = seconds < 3600
    ? [Math.floor(seconds / 60), seconds % 60, ["min", "s"]]
    : [Math.floor(seconds / 3600), Math.floor(seconds % 3600 / 60), ["h", "min"]];
  return small === 0 ? `${large} ${names[0]}` : `${large} ${names[0]} ${small} ${names[1]}`;
}

/** `2026-11-21 12:00:05 UTC` */
export function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** A text within a line of Markdown, as it is: nothing in it is markup, a link or HTML. */
export function inline(text: string): string {
  return oneLine(text).replace(/[\\`*\[\]<>|~#$]/g, "\\$&")
    // What is markup in some places only is left alone in the others, for those who read the source.
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_").replace(/&(?=#?\w+;)/g, "\\&")
    // Addresses become links without any markup.
    .replace(/:(?=\/\/)/g, "\\:").replace(/\b(www)\./gi, "$1\\.").replaceAll("@", "\\@");
}

/** A text within a line of Markdown, as code. Not for tables, where a `|` would end it. */
export function code(text: string): string {
  const line = oneLine(text);
  if (line === "") return "";
  const fence = fenceFor(line, 1);
  const space = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return fence + space + line + space + fence;
}

/** Backticks, at least so many, that are not in a text. */
function fenceFor(text: string, least: number): string {
  return "`".repeat(Math.max(least, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
}

function oneLine(text: string): string {
  const line = plain(text).replace(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST).toWellFormed()}…` : line;
}

/** What a program wrote, as a block of code. No fence within ends it. */
export function block(text: string, most = 4000): string {
  const all = plain(text).replace(/\n+$/, "");
  const end = all.length > most ? `…${all.slice(-most).toWellFormed()}` : all;
  const fence = fenceFor(end, 3);
  return `${fence}text\n${end}\n${fence}`;
}

/** A text in XML. */
export function xml(text: string): string {
  return plain(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Without what XML cannot have and terminals obey: control characters, and halves of characters. */
function plain(text: string): string {
  // deno-lint-ignore no-control-regex
  const banned = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g;
  return text.toWellFormed().replace(/\r\n?/g, "\n").replace(banned, "");
}
