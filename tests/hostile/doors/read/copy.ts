// Copies a file into a folder that it was granted.
import { door } from "../mark.ts";

export default door(({ grantedFolder, secretFile, mark }) => {
  Deno.copyFileSync(secretFile, `${grantedFolder}/${mark}`);
  return Deno.readTextFile(`${grantedFolder}/${mark}`);
});
