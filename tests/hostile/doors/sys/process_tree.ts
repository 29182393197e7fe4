// Asks for the number of the host's process.
import { door } from "../mark.ts";

export default door(({ hostPid }) => [Deno.pid, Deno.ppid].includes(hostPid));
