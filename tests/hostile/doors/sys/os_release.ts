// Asks for the release of the operating system.
import { door } from "../mark.ts";

export default door(() => Deno.osRelease());
