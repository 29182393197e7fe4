// Makes a folder.
import { door } from "../mark.ts";

export default door(({ outsideFolder, mark }) => Deno.mkdirSync(`${outsideFolder}/${mark}`));
