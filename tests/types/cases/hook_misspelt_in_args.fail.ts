// TS2344: Type '"gret"' does not satisfy the constraint
// a misspelt hook in Args: the error names it
import type { Args } from "@tenon/tenon";
import type { Spec } from "../host.ts";

export type Case = Args<Spec, "gret">;
