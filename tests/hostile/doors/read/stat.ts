// Asks for the size of a file.
import { door } from "../mark.ts";

export default door(({ secretFile }) => Deno.statSync(secretFile).size);
