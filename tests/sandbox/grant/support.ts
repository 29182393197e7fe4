/** What the tests of grants share. */
import { type Grant, GrantError, resolveGrant } from "../../../src/sandbox/grant/mod.ts";
import type { PermissionSet } from "../../../src/manifest/types.ts";
import { runDeno, type RunResult } from "../../support/deno.ts";

/** Whom the grants of the tests are for. */
export const WHO = { plugin: "p", source: "./p.ts" };

/** The grant of an entry whose manifest is in a folder, by default one that is not there. */
export function grantOf(permissions: "none" | PermissionSet, folder = "/no-such-folder"): Grant {
  return resolveGrant(permissions, new URL(`file://${folder}/plugins.jsonc`), WHO);
}

/** The error of what must be refused. */
export function refusalOf(action: () => unknown): GrantError {
  try {
    action();
  } catch (error) {
    if (error instanceof GrantError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** The same for what is refused later. */
export async function laterRefusalOf(promise: Promise<unknown>): Promise<GrantError> {
  const error = await promise.then(() => undefined, (reason: unknown) => reason);
  return refusalOf(() => {
    if (error !== undefined) throw error;
  });
}

/** What is wrong with permissions, without the beginning that all such messages have. */
export function mistake(permissions: PermissionSet, folder?: string): string {
  const { code, message } = refusalOf(() => grantOf(permissions, folder));
  const beginning = "Cannot grant plugin 'p' (./p.ts) the permissions of its entry: ";
  if (code !== "grant-invalid" || !message.startsWith(beginning)) throw new Error(`${code}: ${message}`);
  return message.slice(beginning.length);
}

/** Runs a module as a host that has some flags only. It can import the grants' module as `grants`. */
export async function runHost(flags: readonly string[], folder: string, code: string): Promise<RunResult> {
  const grants = import.meta.resolve("../../../src/sandbox/grant/mod.ts");
  const file = `${folder}/host_${crypto.randomUUID()}.ts`;
  await Deno.writeTextFile(file, `import * as grants from ${JSON.stringify(grants)};\n${code}`);
  return await runDeno(["run", "--no-check", "--no-prompt", ...flags, file]);
}
