import { assertEquals } from "@std/assert";
import { compile } from "./compile.ts";

Deno.test("what is shared has the type that plugins need, and stays what it is to the host", async () => {
  const errors = await compile([new URL("./shared.ts", import.meta.url)]);
  assertEquals(errors.map(({ text }) => text), []);
});
