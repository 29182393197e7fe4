// Changes the folder that the host runs in.
import { door } from "../mark.ts";

export default door(({ outsideFolder }) => Deno.chdir(outsideFolder));
