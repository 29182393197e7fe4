/** What is to be known of a door, so that it can be tried. */
import type { PermissionSet } from "@tenon/tenon";
import type { Seen } from "./seen.ts";

/**
 * How it shows that a door is open:
 *
 * - `secret`: its answer has the secret of the host;
 * - `answer`: it answers with evidence, and does not throw;
 * - `request`: the server is asked for something that has the attempt's mark in it;
 * - `file`: a file outside, or in the folder for temporary ones, has the mark in its name;
 * - `stdout`: what the host prints has the mark in a line like those that plugin and host talk in;
 * - `end`: the host's process ends;
 * - `stall`: the host's process does nothing any more;
 * - `pending`: the call never settles;
 * - `ends late`: the host's process does not end by itself;
 * - `memory`: the host's process has so much more memory;
 * - a function tells by what was seen in the host, or printed by it.
 */
export type Opens =
  | "secret"
  | "answer"
  | "request"
  | "file"
  | "stdout"
  | "end"
  | "stall"
  | "pending"
  | "ends late"
  | "memory"
  | ((seen: Seen) => boolean)
  | { readonly printed: (text: string, mark: string) => boolean };

/** Where the things are that grants name. */
export interface Places {
  /** The folders that some doors are granted: one without links, and one with them. */
  readonly grantedFolder: string;
  readonly linkedFolder: string;
  /** The host name and port of the server. */
  readonly serverHost: string;
}

/** What is to be known of a door. */
export interface Door {
  readonly opens: Opens;
  /** What the plugin is granted; nothing, if it is left out. */
  readonly grant?: (places: Places) => PermissionSet;
  /** Whether it has a host of its own, since it would spoil what other doors show. */
  readonly solo?: boolean;
  /** What happens between loading and the attempt; gets the folder of the ground. */
  readonly before?: (ground: string) => void;
  /** Whether the names in the deno.json of its package are what it is about. */
  readonly ownNames?: boolean;
  /** What the plugin's process may use, in MiB. */
  readonly memoryMb?: number;
  /** Whether a plugin that is kept apart never answers, so that it is not waited for as long as others. */
  readonly hangs?: boolean;
  /** Why it is not tried in a process or in a worker. */
  readonly notIn?: { readonly process?: string; readonly worker?: string };
  /** Why it cannot be closed, by isolation: that it is open is tested then. */
  readonly known?: { readonly process?: string; readonly worker?: string };
}

/** Whether a door needs a host of its own. */
export function isSolo({ opens, solo = false }: Door): boolean {
  return solo || ["end", "stall", "ends late", "memory"].includes(opens as string);
}
