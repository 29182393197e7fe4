// Writes what looks like a message to the host by a built-in module that a module in a data URL imports.
import { door } from "../mark.ts";

export default door(async ({ mark }) => {
  const { writeSync } = await import("data:text/javascript,export * from 'node:fs'");
  writeSync(1, `\n${JSON.stringify({ answer: mark })}\n`);
});
