// Runs a program with Node's API.
import { spawnSync } from "node:child_process";
import { door } from "../mark.ts";

export default door(() => spawnSync("true").status === 0);
