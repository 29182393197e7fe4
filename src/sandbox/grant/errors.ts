import { pluginText, TenonError } from "../../engine/errors.ts";
import { printable } from "../../manifest/show.ts";
import type { Grantee } from "./grant.ts";

/** Why a grant is refused. */
export type GrantErrorCode =
  /** An item is not what Deno understands, or was hardly meant. */
  | "grant-invalid"
  /** The plugin could leave its permissions by what is granted, and the entry does not say that this is known. */
  | "dangerous"
  /** The host itself may not do what is granted. */
  | "beyond-host"
  /** A granted folder holds links that lead out of it. */
  | "links"
  /** A worker cannot be held to the grant. */
  | "worker-grant";

/** The permissions of a plugin cannot be granted as its entry has them. */
export class GrantError extends TenonError {
  /** What kind of error it is. */
  declare readonly code: GrantErrorCode;
  /** What to write or do instead. */
  readonly hint: string;

  /** Takes why it is refused, for whom, the reason as the end of a sentence, what to do, and the cause. */
  constructor(code: GrantErrorCode, who: Grantee, reason: string, hint: string, cause?: unknown) {
    const { plugin, source } = who;
    const text = printable(pluginText(plugin, source));
    super(code, `Cannot grant ${text} the permissions of its entry: ${reason}`, {
      plugin,
      source,
      ...(cause === undefined ? {} : { cause }),
    });
    this.hint = hint;
  }
}
