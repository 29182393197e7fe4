// TS2322: Type 'number' is not assignable to type 'string | Nothing'.
// a result of the wrong type in a plugin object: the error names both types
import type { Plugin } from "@tenon/tenon";
import { hookimpl, type Spec } from "../host.ts";

export const plugin = {
  greet: hookimpl(({ name }) => name.length),
} satisfies Plugin<Spec>;
