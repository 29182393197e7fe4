// Makes a temporary file.
import { door } from "../mark.ts";

export default door(({ mark }) => Deno.makeTempFileSync({ prefix: mark }));
