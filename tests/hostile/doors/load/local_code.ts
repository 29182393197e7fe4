// Imports a module by a path that it learns later.
import { door } from "../mark.ts";

export default door(async ({ outsideFolder }) => (await import(`file://${outsideFolder}/code.ts`)).secret);
