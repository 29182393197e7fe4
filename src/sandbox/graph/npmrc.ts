import { join } from "node:path";
import { variable } from "./environment.ts";
import { readIfThere } from "./files.ts";

/** The settings of npm that hold for a plugin. */
export interface Npmrc {
  /** With credentials, for fetching. */
  readonly whole: string;
  /** Without them: which registry is for which packages. It is what Deno finds packages in its folder by. */
  readonly registries: string;
  /** The environment variables that are named in it. */
  readonly variables: readonly string[];
}

/** Reads the .npmrc of the user, and that of a project, which goes before. What the host may not read is left out. */
export async function readNpmrc(folder: string | undefined): Promise<Npmrc> {
  const home = variable("HOME") ?? variable("USERPROFILE");
  const folders = [...new Set([home, folder])].filter((at) => at !== undefined);
  const texts = await Promise.all(folders.map(async (at) => {
    try {
      return await readIfThere(join(at, ".npmrc")) ?? "";
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) return "";
      throw error;
    }
  }));
  const lines = texts.join("\n").split(/\r?\n/).map((line) => line.trim()).filter((line) => /^[^#;]/.test(line));
  const registries = lines.filter((line) => /^(?:@[^:=]+:)?registry\s*=/.test(line));
  return {
    whole: lines.map((line) => `${line}\n`).join(""),
    registries: registries.map((line) => `${expanded(line)}\n`).join(""),
    variables: lines.flatMap((line) => [...line.matchAll(VARIABLE)].map(([, name]) => name!)),
  };
}

const VARIABLE = /\$\{([^}?]+)\??\}/g;

function expanded(line: string): string {
  return line.replace(VARIABLE, (all, name) => variable(name) ?? all);
}
