// Writes a file with Node's API.
import { writeFileSync } from "node:fs";
import { door } from "../mark.ts";

export default door(({ outsideFolder, mark }) => writeFileSync(`${outsideFolder}/${mark}`, ""));
