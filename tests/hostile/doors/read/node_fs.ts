// Reads a file with Node's API.
import { readFileSync } from "node:fs";
import { door } from "../mark.ts";

export default door(({ secretFile }) => readFileSync(secretFile, "utf8"));
