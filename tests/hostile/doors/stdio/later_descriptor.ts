// Writes what looks like a message to the host by a built-in module that it imports when it is called.
import { door } from "../mark.ts";

export default door(async ({ mark }) => {
  const name = "node:fs";
  const { writeSync } = await import(name);
  writeSync(1, `\n${JSON.stringify({ answer: mark })}\n`);
});
