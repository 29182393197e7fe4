// Fills the heaps of workers.
import { door } from "../mark.ts";

const kept: unknown[] = [];

export default door(async ({ greedyMb }) => {
  const source = `const all = [];
    for (let mb = 0; mb < ${greedyMb / 4}; mb++) all.push(Array.from({ length: 131_072 }, (_, i) => i + 0.5));
    self.onmessage = () => self.postMessage(all.length);
    self.postMessage("full");`;
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  const full = Array.from({ length: 4 }, () =>
    new Promise((resolve) => {
      const worker = new Worker(url, { type: "module" });
      worker.onmessage = resolve;
      kept.push(worker);
    }));
  await Promise.all(full);
  return kept.length;
});
