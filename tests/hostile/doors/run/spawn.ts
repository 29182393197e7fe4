// Runs a program by the short form.
import { door } from "../mark.ts";

export default door(async () => (await Deno.spawnAndWait(Deno.execPath(), ["--version"])).success);
