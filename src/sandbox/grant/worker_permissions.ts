import { GrantError } from "./errors.ts";
import { PROXIES } from "./name_item.ts";
import { type Grant, type Grantee, KINDS, type PermissionKind } from "./grant.ts";

/**
 * The permissions of a worker that is to have exactly what is granted. Kinds are all named, since Deno drops what it does
 * not know in silence.
 *
 * @throws {GrantError} With code `worker-grant`, if a worker cannot be held to the grant: Deno's workers cannot be denied a
 * part of what they are allowed, and they share the host's process, which they could change by some.
 */
export function workerPermissions({ rules }: Grant, who: Grantee): Deno.PermissionOptionsObject {
  const refuse = (why: string, hint: string) => {
    return new GrantError("worker-grant", who, why, `${hint}, or leave out "isolation": "worker".`);
  };
  const denied = KINDS.find((kind) => rules[kind].deny.length > 0);
  if (denied !== undefined) {
    const what = `${denied} access to ${JSON.stringify(rules[denied].deny[0])}`;
    throw refuse(
      `they deny ${what}, and a worker cannot be denied a part of what it is allowed.`,
      "Grant a list of less",
    );
  }
  const { allow } = rules.env;
  if (allow === true || allow.some((item) => item.endsWith("*"))) {
    throw refuse(
      "they grant variables without naming them, and a worker shares the host's variables and could change them.",
      "Name the variables",
    );
  }
  const proxy = allow.find((item) => PROXIES.includes(item));
  if (proxy !== undefined) {
    throw refuse(
      `they grant ${proxy}, and a worker shares the host's variables and could send the host's requests elsewhere.`,
      "Leave it out",
    );
  }
  if (rules.sys.allow === true) {
    throw refuse(
      "they grant all calls for information about the system, and among them are some that change the host's process.",
      "Name the calls",
    );
  }
  return Object.fromEntries(
    KINDS.map((kind) => [kind, optionOf(rules[kind].allow)]),
  ) as Record<PermissionKind, boolean | string[]>;
}

function optionOf(allow: true | readonly string[]): boolean | string[] {
  return allow === true || allow.length > 0 && [...allow];
}
