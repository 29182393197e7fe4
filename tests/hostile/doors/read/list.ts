// Lists a folder.
import { door } from "../mark.ts";

export default door(({ outsideFolder }) => [...Deno.readDirSync(outsideFolder)].map(({ name }) => name));
