// Closes the window that Deno is not.
import { door } from "../mark.ts";

export default door(() => globalThis.close());
