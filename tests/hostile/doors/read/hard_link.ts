// Makes a second name for a file in a folder that it was granted.
import { door } from "../mark.ts";

export default door(({ grantedFolder, secretFile, mark }) => {
  Deno.linkSync(secretFile, `${grantedFolder}/${mark}`);
  return Deno.readTextFile(`${grantedFolder}/${mark}`);
});
