// Starts a worker from another host.
import { door } from "../mark.ts";

export default door(async ({ serverUrl, mark }) => {
  const worker = new Worker(`${serverUrl}worker.js?${mark}`, {
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
