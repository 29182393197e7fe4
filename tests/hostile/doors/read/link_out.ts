// Follows a link out of a folder that it was granted.
import { door } from "../mark.ts";

export default door(({ linkedFolder }) => Deno.readTextFile(`${linkedFolder}/link/secret.txt`));
