// Asks how busy the machine is.
import { door } from "../mark.ts";

export default door(() => Deno.loadavg());
