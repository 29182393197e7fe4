// Listens on a port.
import { door } from "../mark.ts";

export default door(() => {
  Deno.listen({ hostname: "127.0.0.1", port: 0 }).close();
  return true;
});
