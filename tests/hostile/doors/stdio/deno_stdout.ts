// Writes what looks like a message to the host to its standard output.
import { door } from "../mark.ts";

export default door(({ mark }) =>
  Deno.stdout.writeSync(
    new TextEncoder().encode(`\n${JSON.stringify({ answer: mark })}\n`),
  )
);
