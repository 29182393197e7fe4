// Imports a module from outside of its package.
import { secret } from "../../outside/code.ts";
import { door } from "../mark.ts";

export default door(() => secret);
