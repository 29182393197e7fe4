// Asks where Deno is installed.
import { door } from "../mark.ts";

export default door(() => Deno.execPath());
