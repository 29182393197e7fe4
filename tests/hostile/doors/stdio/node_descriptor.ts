// Writes what looks like a message to the host by the number of its output.
import { writeSync } from "node:fs";
import { door } from "../mark.ts";

export default door(({ mark }) => writeSync(1, `\n${JSON.stringify({ answer: mark })}\n`));
