// Goes up from a folder that it was granted.
import { door } from "../mark.ts";

export default door(({ grantedFolder }) => Deno.readTextFile(`${grantedFolder}/../outside/secret.txt`));
