// Watches a folder.
import { door } from "../mark.ts";

export default door(({ outsideFolder }) => {
  Deno.watchFs(outsideFolder).close();
  return true;
});
