import { type Grant, type GrantRule, grantsAny, KINDS } from "./grant.ts";
import { coversEnv, PROXIES } from "./name_item.ts";

/**
 * The flags of `deno run` that give a process exactly what is granted, but for `--allow-import`: that is also how the plugin
 * itself is loaded, so whoever starts it decides (see {@linkcode importHosts}). A kind without a flag is denied.
 */
export function denoFlags({ rules }: Grant): string[] {
  return KINDS.flatMap((kind) => {
    const { allow, deny } = rules[kind];
    // An `--allow-…=` without items is an error to Deno, and without `=` everything.
    if (!grantsAny(rules[kind])) return [];
    const flags = kind === "import" ? [] : [allow === true ? `--allow-${kind}` : `--allow-${kind}=${allow.join(",")}`];
    const denied = kind === "env" ? [...deny, ...proxiesOf(rules.env, rules.net)] : deny;
    return denied.length === 0 ? flags : [...flags, `--deny-${kind}=${denied.join(",")}`];
  });
}

/** A plugin that may not send requests everywhere must not set the variables by which they are all sent somewhere. */
function proxiesOf({ allow }: GrantRule, net: GrantRule): readonly string[] {
  if (net.allow === true && net.deny.length === 0) return [];
  return PROXIES.filter((name) => allow === true || allow.some((item) => coversEnv(item, name)));
}

/** Where a plugin may import code from when it runs, and what of that is denied. */
export function importHosts({ rules }: Grant): { allow: true | readonly string[]; deny: readonly string[] } {
  return rules.import;
}
