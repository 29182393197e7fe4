// Has a shell run a line.
import { execSync } from "node:child_process";
import { door } from "../mark.ts";

export default door(() => execSync("echo open", { encoding: "utf8" }));
