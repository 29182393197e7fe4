// Reads an environment variable.
import { door } from "../mark.ts";

export default door(({ envName }) => Deno.env.get(envName));
