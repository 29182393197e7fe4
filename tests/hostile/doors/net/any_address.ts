// Sends a request to the address of all interfaces.
import { door } from "../mark.ts";

export default door(async ({ serverUrl, mark }) =>
  await (await fetch(serverUrl.replace("127.0.0.1", "0.0.0.0") + mark)).text()
);
