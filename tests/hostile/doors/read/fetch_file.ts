// Fetches a file by its URL.
import { door } from "../mark.ts";

export default door(async ({ secretFile }) => await (await fetch(`file://${secretFile}`)).text());
