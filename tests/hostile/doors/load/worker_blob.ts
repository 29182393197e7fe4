// Has a worker from a blob import a file as text.
import { door } from "../mark.ts";

export default door(async ({ secretFile }) => {
  const source = `import secret from ${JSON.stringify(`file://${secretFile}`)} with { type: "text" };
    self.postMessage(secret);`;
  const url = URL.createObjectURL(
    new Blob([source], { type: "text/javascript" }),
  );
  const worker = new Worker(url, { type: "module" });
  return await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
  }).finally(() => worker.terminate());
});
