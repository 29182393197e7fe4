// Sends the host a signal by a built-in module that it imports when it is called.
import { door } from "../mark.ts";

export default door(async ({ hostPid }) => {
  const name = "node:process";
  const { default: process } = await import(name);
  process.kill(hostPid, "SIGKILL");
});
