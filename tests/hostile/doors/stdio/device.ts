// Writes to the output by the device that it is.
import { door } from "../mark.ts";

export default door(({ mark }) =>
  Deno.writeTextFileSync(
    "/dev/stdout",
    `\n${JSON.stringify({ answer: mark })}\n`,
  )
);
