// Reads the whole environment.
import { door } from "../mark.ts";

export default door(() => Deno.env.toObject());
