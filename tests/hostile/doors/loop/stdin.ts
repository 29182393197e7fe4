// Waits for the user to type something.
import { door } from "../mark.ts";

export default door(() => Deno.stdin.readSync(new Uint8Array(1)));
