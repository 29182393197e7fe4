// Moves a file into a folder that it was granted.
import { door } from "../mark.ts";

export default door(({ grantedFolder, outsideFolder, mark }) => {
  Deno.renameSync(`${outsideFolder}/movable.txt`, `${grantedFolder}/${mark}`);
  return Deno.readTextFile(`${grantedFolder}/${mark}`);
});
