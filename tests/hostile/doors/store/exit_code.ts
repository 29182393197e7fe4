// Changes the code that the host ends with.
import { door } from "../mark.ts";

export default door(() => Deno.exitCode = 7);
