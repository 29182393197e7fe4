/** Hostile plugins in the host itself. */
import { assert, assertEquals } from "@std/assert";
import { declareOpen } from "./declare.ts";
import { doors, unknownDoors } from "./doors.ts";

Deno.test("every door of the table has a module, and every module says what it tries", () => {
  assertEquals(unknownDoors, []);
  for (const [name, { tries }] of doors) assert(/^[A-Z].*\.$/.test(tries), `${name}: ${tries}`);
});

declareOpen();
