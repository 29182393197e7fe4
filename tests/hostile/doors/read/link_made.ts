// Makes a link in a folder that it was granted, and follows it.
import { door } from "../mark.ts";

export default door(({ grantedFolder, outsideFolder, mark }) => {
  Deno.symlinkSync(outsideFolder, `${grantedFolder}/${mark}`);
  return Deno.readTextFile(`${grantedFolder}/${mark}/secret.txt`);
});
