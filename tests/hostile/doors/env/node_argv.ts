// Reads the arguments that the host was started with, with Node's API.
import process from "node:process";
import { door } from "../mark.ts";

export default door(() => process.argv);
