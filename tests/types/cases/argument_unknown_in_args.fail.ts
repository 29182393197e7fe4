// TS1241: Problem<"args must list names of the hook's arguments">
// an impl whose args list a name that there is not: the error says so
import { hookimpl } from "../host.ts";

export class Case {
  @hookimpl({ args: ["nam"] })
  greet() {
    return "";
  }
}
