import { assertEquals } from "@std/assert";
import { closest } from "../../src/engine/suggest.ts";

Deno.test("the word with the fewest edits is suggested", () => {
  assertEquals(closest("beforeRum", ["beforeTurn", "beforeRun", "afterRun"]), "beforeRun");
});

Deno.test("two neighbouring letters that are swapped count as one edit", () => {
  assertEquals(closest("form", ["from"]), "from");
});

Deno.test("upper and lower case count as equal", () => {
  assertEquals(closest("TIMEOUTMS", ["options", "timeoutMs"]), "timeoutMs");
});

Deno.test("the first of equally near words is suggested", () => {
  assertEquals(closest("cat", ["car", "can"]), "car");
});

Deno.test("nothing is suggested if more than a third would have to change", () => {
  assertEquals(closest("colour", ["from", "options", "enabled"]), undefined);
});

Deno.test("nothing is suggested for one letter, nor for nothing, nor from nothing", () => {
  assertEquals(closest("a", ["b"]), undefined);
  assertEquals(closest("", ["a"]), undefined);
  assertEquals(closest("word", []), undefined);
});
