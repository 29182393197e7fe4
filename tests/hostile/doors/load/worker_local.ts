// Starts a worker from a file.
import { door } from "../mark.ts";

export default door(async ({ outsideFolder }) => {
  const worker = new Worker(`file://${outsideFolder}/worker.ts`, {
    type: "module",
  });
  return await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
  }).finally(() => worker.terminate());
});
