// Imports a module that imports one from outside of its package.
import { secret } from "./indirect/inner.ts";
import { door } from "../mark.ts";

export default door(() => secret);
