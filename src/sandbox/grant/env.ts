import { type Grant, grantsAny } from "./grant.ts";
import { coversEnv, steers } from "./name_item.ts";

/** What a process needs to find the programs that it may run. */
const TO_RUN = Deno.build.os === "windows" ? ["PATH", "PATHEXT", "SystemRoot", "ComSpec"] : ["PATH"];

/**
 * The environment that a plugin's process starts with: the variables that are granted, as far as the host has them. Those
 * that steer Deno itself are never among them, whatever is granted. A plugin that may run programs also gets what is
 * needed to find them, but may not read it.
 *
 * @param grant What is granted.
 * @param all Gives all variables of the host. Called only where the grant has more than names.
 * @param get Gives one variable of the host.
 */
export function grantedEnv(
  { rules }: Grant,
  all: () => Record<string, string>,
  get: (name: string) => string | undefined,
): Record<string, string> {
  const { allow, deny } = rules.env;
  const named = allow === true ? [] : allow.filter((item) => !item.endsWith("*"));
  const many = allow === true || named.length < allow.length;
  const names = new Set([...named, ...many ? Object.keys(all()) : []]);
  const env: Record<string, string> = {};
  for (const name of names) {
    const granted = allow === true || allow.some((item) => coversEnv(item, name));
    if (!granted || steers(name) || deny.some((item) => coversEnv(item, name))) continue;
    const value = get(name);
    if (value !== undefined) env[name] = value;
  }
  for (const name of grantsAny(rules.run) ? TO_RUN : []) {
    const value = readable(get, name);
    if (value !== undefined) env[name] ??= value;
  }
  return env;
}

/** A host without permission for PATH finds programs nowhere, nor do its plugins. */
function readable(get: (name: string) => string | undefined, name: string): string | undefined {
  try {
    return get(name);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}
