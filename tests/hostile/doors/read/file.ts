// Reads a file.
import { door } from "../mark.ts";

export default door(({ secretFile }) => Deno.readTextFile(secretFile));
