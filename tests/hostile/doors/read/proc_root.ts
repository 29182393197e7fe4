// Reads a file by the root that Linux shows for a process.
import { door } from "../mark.ts";

export default door(({ secretFile }) => Deno.readTextFile(`/proc/self/root${secretFile}`));
