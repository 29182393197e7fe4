// Changes the code that the host ends with, with Node's API.
import process from "node:process";
import { door } from "../mark.ts";

export default door(() => process.exitCode = 7);
