// Looks an address up with Node's API.
import { lookup } from "node:dns/promises";
import { door } from "../mark.ts";

export default door(async () => (await lookup("localhost")).address);
