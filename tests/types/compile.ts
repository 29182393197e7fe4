/**
 * Runs the compiler over files and tells its errors apart.
 *
 * @module
 */
import { runDeno } from "../support/deno.ts";

/** One error of the compiler. */
export interface CompileError {
  /** Such as `TS2339`. */
  readonly code: string;
  /** The URL of the file that it is in. */
  readonly file: string;
  /** What the compiler says, with all that it adds. */
  readonly text: string;
}

const ROOT = new URL("../../", import.meta.url);

/** Type-checks files in one run of the compiler, excluded ones too. */
export async function compile(files: readonly URL[]): Promise<CompileError[]> {
  // `deno check` skips what deno.json excludes, but not what a module imports.
  const folder = await Deno.makeTempDir({ prefix: "tenon-types-" });
  try {
    const entry = `${folder}/entry.ts`;
    await Deno.writeTextFile(entry, files.map((file) => `import ${JSON.stringify(file.href)};\n`).join(""));
    const { code, stderr } = await runDeno(["check", entry], { cwd: ROOT });
    const errors = readErrors(stderr);
    if (code !== 0 && errors.length === 0) throw new Error(`The compiler did not come to check anything:\n${stderr}`);
    return errors;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Reads the errors that Deno printed. What belongs to an error is indented, or begins with a blank after its code. */
function readErrors(output: string): CompileError[] {
  return output.split(/^(?=TS\d+ \[ERROR\]: (?! ))/m).slice(1).map((text) => {
    const code = /^TS\d+/.exec(text)![0];
    const file = /^ {4}at (\S+):\d+:\d+$/m.exec(text)?.[1] ?? "";
    return { code, file, text };
  });
}
