// Removes a file.
import { door } from "../mark.ts";

export default door(({ outsideFolder }) => {
  Deno.removeSync(`${outsideFolder}/removable.txt`);
  return true;
});
