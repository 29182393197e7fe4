// Reads a file in a thread of Node's API.
import { Worker } from "node:worker_threads";
import { door } from "../mark.ts";

export default door(async ({ secretFile }) => {
  const source = `const { parentPort } = require("node:worker_threads");
    parentPort.postMessage(require("node:fs").readFileSync(${JSON.stringify(secretFile)}, "utf8"));`;
  const thread = new Worker(source, { eval: true });
  return await new Promise((resolve, reject) => thread.on("message", resolve).on("error", reject))
    .finally(() => thread.terminate());
});
