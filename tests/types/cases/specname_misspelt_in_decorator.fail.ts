// TS2769, then TS1241 TS1270: Type '"gret"' is not assignable to type 'HookNames<Spec>'. Did you mean '"greet"'?
// a misspelt specname in a decorator: the error knows the right one
import { hookimpl } from "../host.ts";

export class Case {
  @hookimpl({ specname: "gret" })
  sayHello() {
    return "";
  }
}
