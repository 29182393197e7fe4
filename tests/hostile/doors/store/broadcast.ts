// Tells all threads something.
import { door } from "../mark.ts";

function closing(channel: BroadcastChannel): BroadcastChannel & Disposable {
  return Object.assign(channel, { [Symbol.dispose]: () => channel.close() });
}

export default door(async ({ mark }) => {
  using channel = closing(new BroadcastChannel("hostile"));
  channel.postMessage(mark);
  await new Promise((done) => setTimeout(done, 50));
});
