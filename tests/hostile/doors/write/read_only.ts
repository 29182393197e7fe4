// Writes into a folder that it may only read.
import { door } from "../mark.ts";

export default door(({ grantedFolder, mark }) => Deno.writeTextFile(`${grantedFolder}/${mark}`, ""));
