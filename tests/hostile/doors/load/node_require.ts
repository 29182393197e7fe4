// Requires a JSON file.
import { createRequire } from "node:module";
import { door } from "../mark.ts";

export default door(({ outsideFolder }) => createRequire(import.meta.url)(`${outsideFolder}/data.json`).secret);
