// Reads a file with a module that the process hands out.
import process from "node:process";
import { door } from "../mark.ts";

export default door(({ secretFile }) => process.getBuiltinModule("fs").readFileSync(secretFile, "utf8"));
