// TS1241: Type 'string' is not assignable to type 'number'.
// an impl with an argument of the wrong type: the error names both types
import { hookimpl } from "../host.ts";

export class Case {
  @hookimpl
  greet({ name }: { name: number }) {
    return `${name}`;
  }
}
