// Reads a folder that was granted and has since become a link to another.
import { door } from "../mark.ts";

export default door(({ linkedFolder }) => Deno.readTextFile(`${linkedFolder}/swapped/secret.txt`));
