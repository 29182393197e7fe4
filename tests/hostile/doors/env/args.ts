// Reads the arguments that the host was started with.
import { door } from "../mark.ts";

export default door(() => Deno.args);
