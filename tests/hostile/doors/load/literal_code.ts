// Imports a module from outside of its package when it is called.
import { door } from "../mark.ts";

export default door(async () => (await import("../../outside/code.ts")).secret);
