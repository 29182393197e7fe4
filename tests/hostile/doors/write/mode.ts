// Changes who may read a file.
import { door } from "../mark.ts";

export default door(({ secretFile }) => {
  Deno.chmodSync(secretFile, 0o644);
  return true;
});
