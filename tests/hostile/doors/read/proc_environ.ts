// Reads the host's environment where Linux shows it.
import { door } from "../mark.ts";

export default door(({ hostPid }) => Deno.readTextFile(`/proc/${hostPid}/environ`));
