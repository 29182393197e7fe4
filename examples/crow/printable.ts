/**
 * Text that is safe to print.
 *
 * @module
 */
import { stripVTControlCharacters } from "node:util";

/** Documents, models and servers are not to steer the terminal. */
export function printable(text: string): string {
  // deno-lint-ignore no-control-regex
  return stripVTControlCharacters(text).replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "");
}
