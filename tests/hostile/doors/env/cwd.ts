// Asks which folder the host runs in.
import { door } from "../mark.ts";

export default door(() => Deno.cwd());
