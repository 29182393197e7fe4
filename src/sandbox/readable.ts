import { covers } from "./grant/covers.ts";
import type { Grant } from "./grant/mod.ts";

/** Whether a grant covers reading a file. Takes its absolute path. */
export function mayRead({ rules: { read } }: Grant, path: string): boolean {
  if (read.deny.some((item) => covers("read", item, path))) return false;
  return read.allow === true || read.allow.some((item) => covers("read", item, path));
}
