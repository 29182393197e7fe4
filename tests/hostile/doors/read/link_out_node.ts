// Follows a link out of a folder that it was granted, with Node's API.
import { readFileSync } from "node:fs";
import { door } from "../mark.ts";

export default door(({ linkedFolder }) => readFileSync(`${linkedFolder}/link/secret.txt`, "utf8"));
