// Asks for the name of the machine.
import { door } from "../mark.ts";

export default door(() => Deno.hostname());
