// Sends the host a signal.
import { door } from "../mark.ts";

export default door(({ hostPid }) => Deno.kill(hostPid, "SIGKILL"));
