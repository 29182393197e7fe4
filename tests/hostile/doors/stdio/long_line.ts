// Prints a line without end.
import { door } from "../mark.ts";

export default door(({ mark }) => {
  const part = new TextEncoder().encode(mark.repeat(1000));
  for (let i = 0; i < 1000; i++) Deno.stdout.writeSync(part);
});
