// TS1241: a spec with firstresult: true must return First<…>
// a spec with firstresult that does not return First: the error says what it must return
import { hookspec } from "../host.ts";

export class Case {
  @hookspec({ firstresult: true })
  hook(_: { a: number }): string | void {}
}
