// Reads the command line of the host where Linux shows it.
import { door } from "../mark.ts";

export default door(({ hostPid }) => Deno.readTextFile(`/proc/${hostPid}/cmdline`));
