// Writes a file.
import { door } from "../mark.ts";

export default door(({ outsideFolder, mark }) => Deno.writeTextFile(`${outsideFolder}/${mark}`, ""));
