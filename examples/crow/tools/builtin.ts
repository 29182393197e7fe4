/**
 * The agent's own tools.
 *
 * @module
 */
import { listFiles, readFile, writeFile } from "./file_tools.ts";
import { DISK, type Files } from "./files.ts";
import { runCommand } from "./run_command.ts";
import type { Tool } from "./tool.ts";

/** The tools for a session in a folder. What the given files cannot do is done on the disk. */
export function builtinTools(cwd: string, files: Partial<Files> = {}): Tool[] {
  const all: Files = {
    read: (path) => (files.read ?? DISK.read)(path),
    write: (path, text) => (files.write ?? DISK.write)(path, text),
  };
  return [readFile(cwd, all), writeFile(cwd, all), listFiles(cwd), runCommand(cwd)];
}
