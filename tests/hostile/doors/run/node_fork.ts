// Starts another process of Node.
import { fork } from "node:child_process";
import { door } from "../mark.ts";

export default door(() => {
  const child = fork(import.meta.filename!, { stdio: "ignore" });
  return new Promise((resolve, reject) => child.on("error", reject).on("exit", (code) => resolve(`exit ${code}`)));
});
