// Imports a module from outside by a name in its own deno.json.
import { secret } from "../../outside/code.ts?by-map";
import { door } from "../mark.ts";

export default door(() => secret);
