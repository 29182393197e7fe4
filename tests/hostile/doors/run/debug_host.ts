// Has the host listen for a debugger.
import process from "node:process";
import { door } from "../mark.ts";

export default door(({ hostPid }) => {
  (process as unknown as { _debugProcess(pid: number): void })._debugProcess(hostPid);
  return true;
});
