// Finds out by the path of a module whether it is there.
import { createRequire } from "node:module";
import { door } from "../mark.ts";

export default door(({ outsideFolder }) => createRequire(import.meta.url).resolve(`${outsideFolder}/script.cjs`));
