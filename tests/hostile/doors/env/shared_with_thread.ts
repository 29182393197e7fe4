// Reads the environment in a thread that shares it.
import { SHARE_ENV, Worker } from "node:worker_threads";
import { door } from "../mark.ts";

export default door(({ envName }) => {
  const thread = new Worker(
    `const { parentPort } = require("node:worker_threads"); parentPort.postMessage(process.env[${
      JSON.stringify(envName)
    }]);`,
    { eval: true, env: SHARE_ENV },
  );
  return new Promise((resolve, reject) => thread.on("message", resolve).on("error", reject));
});
