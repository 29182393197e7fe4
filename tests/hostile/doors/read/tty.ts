// Opens the terminal.
import { door } from "../mark.ts";

export default door(() => {
  Deno.openSync("/dev/null").close();
  return true;
});
