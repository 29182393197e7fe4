// Has a worker print what looks like a message to the host.
import { door } from "../mark.ts";

export default door(({ mark }) => {
  const source = `console.log(JSON.stringify({ answer: ${JSON.stringify(mark)} }));
    self.postMessage("told");`;
  const worker = new Worker(
    `data:text/javascript,${encodeURIComponent(source)}`,
    { type: "module" },
  );
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
  }).finally(() => worker.terminate());
});
