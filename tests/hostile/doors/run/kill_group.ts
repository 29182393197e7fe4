// Sends all processes of its group a signal.
import process from "node:process";
import { door } from "../mark.ts";

export default door(() => process.kill(0, "SIGKILL"));
