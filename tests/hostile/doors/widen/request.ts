// Asks for permissions.
import { door } from "../mark.ts";

export default door(async () => (await Deno.permissions.request({ name: "read" })).state === "granted");
