// Changes the environment.
import { door } from "../mark.ts";

export default door(({ mark }) => Deno.env.set("TENON_HOSTILE_SET", mark));
