// TS2345: Argument of type '"gret"' is not assignable to parameter of type 'HookNames<Spec>'.
// a misspelt hook in a subset caller: the error names the type of the right ones
import { pm } from "../host.ts";

pm.subsetHookCaller("gret", []);
