// Sends a request to another name of the host that it was granted.
import { door } from "../mark.ts";

export default door(async ({ otherUrl, mark }) => await (await fetch(otherUrl + mark)).text());
