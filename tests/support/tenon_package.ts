/**
 * Packages for a loopback registry that stand in jsr.io in the same form: Tenon itself, and what tests of others import.
 *
 * @module
 */
import config from "../../deno.json" with { type: "json" };
import { NPM_STD } from "../../tools/std.ts";
import type { JsrPackage } from "./jsr_registry.ts";

const ROOT = new URL("../../", import.meta.url);

/** Tenon as it would be published: its modules, and no import map. */
export function tenonPackage(): JsrPackage {
  const modules = [...Object.values(config.exports).map((path) => path.slice(2)), ...modulesIn("src/")];
  const files = modules.map((path) => [`/${path}`, Deno.readTextFileSync(new URL(path, ROOT))] as const);
  return {
    name: config.name,
    version: config.version,
    exports: config.exports,
    files: Object.fromEntries(files),
  };
}

/** As much of `@std/assert` as is needed, by way of the npm package that has the same modules without their types. */
export function stdAssertPackage(): JsrPackage {
  const version = /\d+\.\d+\.\d+$/.exec(config.imports["@std/assert"])![0];
  const text = `import * as untyped from "npm:${NPM_STD}/assert/mod.js";
const std = untyped as unknown as Record<string, never>;
export const assertEquals: (actual: unknown, expected: unknown) => void = std.assertEquals!;
export const assertMatch: (actual: string, expected: RegExp) => void = std.assertMatch!;
export const assertRejects: (fn: () => PromiseLike<unknown>, kind?: typeof Error, text?: string) => Promise<unknown> =
  std.assertRejects!;
`;
  return { name: "@std/assert", version, files: { "/mod.ts": text } };
}

function modulesIn(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, ROOT))].flatMap(({ name, isDirectory }) =>
    isDirectory ? modulesIn(`${folder}${name}/`) : name.endsWith(".ts") ? [`${folder}${name}`] : []
  );
}
