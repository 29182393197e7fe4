// Ends the process with Node's API.
import process from "node:process";
import { door } from "../mark.ts";

export default door(() => process.exit(0));
