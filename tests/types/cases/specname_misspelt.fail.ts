// TS2769: Type '"gret"' is not assignable to type 'HookNames<Spec>'. Did you mean '"greet"'?
// a misspelt specname: the error knows the right one
import { hookimpl } from "../host.ts";

hookimpl({ specname: "gret" }, () => "");
