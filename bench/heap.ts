/**
 * The heap: how much memory objects take.
 *
 * @module
 */
import process from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/**
 * The bytes of the objects that are still in use. Not for use while times are measured: collecting makes V8 throw away some of
 * the code that it has compiled.
 */
export function liveBytes(): number {
  if (collect === undefined) {
    setFlagsFromString("--expose-gc");
    // Only contexts that are made after the flag was set have it.
    collect = runInNewContext("gc") as () => void;
  }
  collect();
  return process.memoryUsage().heapUsed;
}
