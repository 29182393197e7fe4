// Asks which module the host began with.
import { door } from "../mark.ts";

export default door(() => Deno.mainModule);
