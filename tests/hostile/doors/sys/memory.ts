// Asks how much memory the machine has.
import { door } from "../mark.ts";

export default door(() => Deno.systemMemoryInfo());
