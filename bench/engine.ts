/**
 * What is compared in the workloads that call hooks.
 *
 * @module
 */
import type { HookShape } from "./hook_shape.ts";
import type { Call } from "./own_code.ts";
import type { Role } from "./results.ts";

/** One way to call hooks: Tenon, a peer, a plain loop, or code written out by hand. */
export interface Engine {
  readonly name: string;
  readonly role: Role;
  /** What it does less than was asked, if it does. Of all others it is checked that they give what the plain loop gives. */
  readonly leavesOut?: string;
  /** Makes a hook, and gives what calls it. */
  readonly make: (shape: HookShape) => Call;
}
