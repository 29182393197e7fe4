// Writes the host that it was granted where the user goes.
import { door } from "../mark.ts";

export default door(async ({ serverUrl, otherUrl, mark }) => {
  const user = new URL(serverUrl).host.replace(":", "%3A");
  return await (await fetch(otherUrl.replace("//", `//${user}@`) + mark))
    .text();
});
