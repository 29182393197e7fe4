// Writes through a link in a folder that it was granted.
import { door } from "../mark.ts";

export default door(({ linkedFolder, mark }) => Deno.writeTextFile(`${linkedFolder}/link/${mark}`, ""));
