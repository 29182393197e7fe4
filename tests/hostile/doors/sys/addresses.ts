// Asks for the addresses of the machine.
import { door } from "../mark.ts";

export default door(() => Deno.networkInterfaces());
