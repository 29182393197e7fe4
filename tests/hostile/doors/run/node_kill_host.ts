// Sends the host a signal with Node's API.
import process from "node:process";
import { door } from "../mark.ts";

export default door(({ hostPid }) => process.kill(hostPid, "SIGKILL"));
