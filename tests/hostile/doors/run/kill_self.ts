// Sends its own process a signal.
import { door } from "../mark.ts";

export default door(() => Deno.kill(Deno.pid, "SIGKILL"));
