// Reads a file in a worker of its own.
import { door } from "../mark.ts";

export default door(async ({ secretFile }) => {
  const source = `self.postMessage(await Deno.readTextFile(${JSON.stringify(secretFile)}));`;
  const worker = new Worker(
    `data:text/javascript,${encodeURIComponent(source)}`,
    { type: "module" },
  );
  return await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
  }).finally(() => worker.terminate());
});
