/**
 * Crow and its plugins as packages for a loopback registry, in the form in which JSR would have them.
 *
 * @module
 */
import config from "../../../../deno.json" with { type: "json" };
import type { JsrPackage } from "../../../support/jsr_registry.ts";

const CROW = new URL("../../../../examples/crow/", import.meta.url);

/** The names of crow's plugins that are packages: those of their folders. */
export const PLUGINS: readonly string[] = ["persistence", "system-prompt", "skills-rag", "compaction", "analytics"];

/** The part of a package's deno.json that is needed. */
interface PackageConfig {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
}

/** Crow, and its plugins. */
export function crowPackages(): JsrPackage[] {
  const folders = [CROW, ...PLUGINS.map((name) => new URL(`plugins/${name}/`, CROW))];
  const configs = folders.map((folder): PackageConfig =>
    JSON.parse(Deno.readTextFileSync(new URL("deno.json", folder)))
  );
  const known = [config, ...configs].map(({ name, version }): [string, string] => [name, `jsr:${name}@^${version}`]);
  return folders.map((folder, i): JsrPackage => {
    const { name, version, exports } = configs[i]!;
    const paths = modulesIn(folder, folder === CROW ? "plugins" : undefined);
    const files = paths.map((path) => [`/${path}`, published(Deno.readTextFileSync(new URL(path, folder)), known)]);
    return { name, version, exports, files: Object.fromEntries(files) };
  });
}

/** What `deno publish` makes of a module: in the place of names from deno.json, where they lead to. */
function published(text: string, packages: readonly (readonly [string, string])[]): string {
  return text.replace(/(\bfrom |\bimport\()"(?!\.|node:)([^"]+)"/g, (_, before: string, name: string) => {
    const [own, address] = packages.find(([known]) => name === known || name.startsWith(`${known}/`)) ?? [];
    const to = own === undefined ? (config.imports as Record<string, string>)[name] : address + name.slice(own.length);
    if (to === undefined) throw new Error(`nothing says what ${name} is`);
    return `${before}"${to}"`;
  });
}

function modulesIn(folder: URL, except?: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    if (name === except) return [];
    if (isDirectory) return modulesIn(new URL(`${name}/`, folder)).map((path) => `${name}/${path}`);
    return name.endsWith(".ts") ? [name] : [];
  });
}
