import type { PermissionKind } from "./grant.ts";
import { coversHost, parseHost } from "./host_item.ts";
import { coversEnv } from "./name_item.ts";
import { isWithin } from "./path_item.ts";

/** Whether an item in normal form covers all of another of its kind. */
export function covers(kind: PermissionKind, wide: string, narrow: string): boolean {
  switch (kind) {
    case "read":
    case "write":
    case "ffi":
      return isWithin(narrow, wide);
    case "env":
      return coversEnv(wide, narrow);
    case "net":
    case "import": {
      const [a, b] = [parseHost(wide, kind), parseHost(narrow, kind)];
      return !("problem" in a) && !("problem" in b) && coversHost(a, b);
    }
    default:
      return wide === narrow;
  }
}
