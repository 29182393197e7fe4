// Ends the process while it is loaded.
import { door } from "../mark.ts";

Deno.exit(0);

export default door(() => true);
