/**
 * Which tools the embedded model is told to call.
 *
 * @module
 */
import { isRecord } from "../messages.ts";
import type { JsonObject, RequestedCall, ToolInfo } from "../model.ts";

/** Plain wordings for the agent's own tools. */
const WORDINGS: readonly [RegExp, string, readonly string[]][] = [
  [/^(?:please )?(?:read|show|open) (?:me )?(?:the )?(?:file )?[`"']?([^\s`"']+\.\w+)[`"']?[.!]?$/i, "read_file", [
    "path",
  ]],
  [/^(?:please )?list (?:the |all )?files(?: (?:in|of) [`"']?([^\s`"']+?)[`"']?)?[.!]?$/i, "list_files", ["path"]],
  [/^(?:please )?run `([^`]+)`[.!]?$/i, "run_command", ["command"]],
  [/^(?:please )?write "([^]*)" (?:to|into) [`"']?([^\s`"']+?)[`"']?[.!]?$/i, "write_file", ["content", "path"]],
];

/**
 * The calls that a question asks for. Each line `/tool NAME ARGUMENTS` is one: the arguments are a JSON object, or words, of
 * which each required argument takes one and the last takes the rest. Else a wording is looked for, such as "read notes.md".
 */
export function wantedCalls(question: string, tools: readonly ToolInfo[]): RequestedCall[] {
  const lines = question.split("\n").map((line) => /^\/tool\s+(\S+)\s*(.*)$/.exec(line.trim())).filter((m) =>
    m !== null
  );
  if (lines.length > 0) {
    return lines.map(([, name = "", given = ""]) => {
      const tool = tools.find((tool) => tool.name === name);
      return { id: crypto.randomUUID(), name, args: argsFor(tool?.parameters ?? {}, given) };
    });
  }
  for (const [wording, name, keys] of WORDINGS) {
    const values = wording.exec(question.trim())?.slice(1);
    if (values === undefined || !tools.some((tool) => tool.name === name)) continue;
    const args = keys.flatMap((key, i) => values[i] === undefined ? [] : [[key, values[i]]]);
    return [{ id: crypto.randomUUID(), name, args: Object.fromEntries(args) }];
  }
  return [];
}

function argsFor({ required, properties }: JsonObject, given: string): JsonObject {
  if (given.startsWith("{")) {
    try {
      const value: unknown = JSON.parse(given);
      if (isRecord(value)) return value;
    } catch {
      // Then they are words.
    }
  }
  const named = Array.isArray(required) && required.length > 0 ? required.map(String) : Object.keys(properties ?? {});
  const args: Record<string, string> = {};
  let rest = given.trim();
  for (const [i, name] of named.entries()) {
    if (rest === "") break;
    const end = i === named.length - 1 ? rest.length : rest.search(/\s|$/);
    args[name] = rest.slice(0, end);
    rest = rest.slice(end).trim();
  }
  return args;
}
