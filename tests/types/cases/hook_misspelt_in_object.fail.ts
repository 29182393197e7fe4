// TS2561: 'gret' does not exist in type 'Plugin<Spec>'. Did you mean to write 'greet'?
// a misspelt hook in a plugin object: the error knows the right one
import type { Plugin } from "@tenon/tenon";
import { hookimpl, type Spec } from "../host.ts";

export const plugin = {
  gret: hookimpl(({ name }) => name),
} satisfies Plugin<Spec>;
