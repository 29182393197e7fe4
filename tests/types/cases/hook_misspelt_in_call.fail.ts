// TS2551: Property 'gret' does not exist on type 'Relay<Spec>'. Did you mean 'greet'?
// a misspelt hook in a call: the error knows the right one
import { pm } from "../host.ts";

pm.hook.gret({ name: "" });
