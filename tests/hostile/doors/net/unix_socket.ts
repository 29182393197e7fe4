// Connects to a socket in the file system.
import { door } from "../mark.ts";

export default door(async ({ outsideFolder }) => {
  using _connection = await Deno.connect({
    transport: "unix",
    path: `${outsideFolder}/socket`,
  });
  return true;
});
