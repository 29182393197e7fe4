// Keeps the host from being interrupted.
import { door } from "../mark.ts";

export default door(() => {
  Deno.addSignalListener("SIGINT", () => {});
  return true;
});
