// Keeps something in the cache of a worker.
import { door } from "../mark.ts";

export default door(({ mark }) => {
  const source = `const cache = await caches.open("hostile");
    await cache.put("https://hostile.test/", new Response(${JSON.stringify(mark)}));
    self.postMessage(await (await cache.match("https://hostile.test/")).text());`;
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
