// Imports a module from a host that nobody granted.
import { secret } from "../../server/code.js";
import { door } from "../mark.ts";

export default door(() => secret);
