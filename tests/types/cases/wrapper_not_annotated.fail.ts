// TS7057: 'yield' expression implicitly results in an 'any' type because its containing generator lacks a return-type annotation.
// a wrapper method without a return type: the error asks for one
import { hookimpl } from "../host.ts";

export class Case {
  @hookimpl({ wrapper: true })
  *greet() {
    const greetings = yield;
    return greetings;
  }
}
