// Asks whether a file exists.
import { existsSync } from "node:fs";
import { door } from "../mark.ts";

export default door(({ secretFile }) => existsSync(secretFile));
