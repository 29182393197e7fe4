// Sends a request to another port of the host that it was granted.
import { door } from "../mark.ts";

export default door(async ({ serverUrl, mark }) => await (await fetch(serverUrl + mark)).text());
