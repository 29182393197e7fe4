// Imports a module that only the host has loaded.
import { door } from "../mark.ts";

export default door(async ({ cachedUrl }) => (await import(cachedUrl)).secret);
