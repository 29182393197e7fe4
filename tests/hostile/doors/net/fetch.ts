// Sends a request.
import { door } from "../mark.ts";

export default door(async ({ serverUrl, mark }) => await (await fetch(serverUrl + mark)).text());
