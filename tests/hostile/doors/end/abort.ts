// Has the process crash.
import process from "node:process";
import { door } from "../mark.ts";

export default door(() => process.abort());
