// Has a worker tell all threads something.
import { door } from "../mark.ts";

export default door(({ mark }) => {
  const source = `const channel = new BroadcastChannel("hostile");
    channel.postMessage(${JSON.stringify(mark)});
    setTimeout(() => self.postMessage("told"), 50);`;
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
