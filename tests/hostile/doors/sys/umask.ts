// Changes the mode of files to come.
import { door } from "../mark.ts";

export default door(() => `mode ${Deno.umask(0o22)}`);
