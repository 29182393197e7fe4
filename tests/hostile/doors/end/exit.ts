// Ends the process.
import { door } from "../mark.ts";

export default door(() => Deno.exit(0));
