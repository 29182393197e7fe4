/**
 * The tools for files: `read_file`, `write_file`, `list_files`.
 *
 * @module
 */
import type { ToolCall } from "../model.ts";
import { type Files, isMissing } from "./files.ts";
import { inside } from "./inside.ts";
import { textOf, type Tool } from "./tool.ts";

/** How many characters of a file the model is given. */
const MOST_TEXT = 100_000;

/** How many names of a folder. */
const MOST_NAMES = 1000;

/** Reads a file of the session's folder. */
export function readFile(cwd: string, files: Files): Tool {
  return {
    info: {
      name: "read_file",
      description: "Gives the text of a file in the session's folder.",
      parameters: {
        type: "object",
        properties: { path: { type: "string", description: "The file, relative to the session's folder" } },
        required: ["path"],
      },
      kind: "read",
      asks: false,
    },
    preview: async (call) => ({ title: `Read ${textOf(call.args, "path")}`, path: await pathOf(cwd, call) }),
    async call(call) {
      const text = await files.read(await pathOf(cwd, call));
      const more = text.length - MOST_TEXT;
      return { content: more > 0 ? `${text.slice(0, MOST_TEXT)}\n… (${more} more characters)` : text };
    },
  };
}

/** Writes a file of the session's folder, after the user allowed it. */
export function writeFile(cwd: string, files: Files): Tool {
  return {
    info: {
      name: "write_file",
      description: "Writes a text to a file in the session's folder, in the place of what the file holds now.",
      parameters: {
        type: "object",
        properties: {
          path: { type: "string", description: "The file, relative to the session's folder" },
          content: { type: "string", description: "All that the file is to hold" },
        },
        required: ["path", "content"],
      },
      kind: "edit",
      asks: true,
    },
    async preview(call) {
      const [path, name, newText] = [await pathOf(cwd, call), textOf(call.args, "path"), textOf(call.args, "content")];
      try {
        return { title: `Write ${name}`, path, change: { oldText: await files.read(path), newText } };
      } catch (error) {
        if (isMissing(error)) return { title: `Create ${name}`, path, change: { oldText: null, newText } };
        return { title: `Replace ${name} (its content cannot be shown)`, path };
      }
    },
    async call(call) {
      const content = textOf(call.args, "content");
      await files.write(await pathOf(cwd, call), content);
      return { content: `${content.length} characters written to ${textOf(call.args, "path")}.` };
    },
  };
}

/** Lists a folder of the session's folder. */
export function listFiles(cwd: string): Tool {
  const folder = ({ args }: ToolCall) => "path" in args ? textOf(args, "path") : ".";
  return {
    info: {
      name: "list_files",
      description: "Gives the names in a folder of the session's folder, one a line; those of folders end in a slash.",
      parameters: {
        type: "object",
        properties: {
          path: { type: "string", description: 'The folder, relative to the session\'s folder; "." if left out' },
        },
      },
      kind: "read",
      asks: false,
    },
    preview: async (call) => ({ title: `List ${folder(call)}`, path: await inside(cwd, folder(call)) }),
    async call(call) {
      const names: string[] = [];
      for await (const { name, isDirectory } of Deno.readDir(await inside(cwd, folder(call)))) {
        names.push(isDirectory ? `${name}/` : name);
      }
      if (names.length === 0) return { content: "(empty)" };
      const shown = names.sort().slice(0, MOST_NAMES);
      const more = names.length - shown.length;
      return { content: [...shown, ...more > 0 ? [`… (${more} more)`] : []].join("\n") };
    },
  };
}

function pathOf(cwd: string, { args }: ToolCall): Promise<string> {
  return inside(cwd, textOf(args, "path"));
}
