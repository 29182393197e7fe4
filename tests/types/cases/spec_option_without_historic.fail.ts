// TS1241: a spec with historic: true must return Historic
// a spec with historic that does not return Historic: the error says what it must return
import { hookspec } from "../host.ts";

export class Case {
  @hookspec({ historic: true })
  async hook(_: { a: number }): Promise<void> {}
}
