// Asks which user the host runs as.
import { door } from "../mark.ts";

export default door(() => Deno.uid() !== null);
