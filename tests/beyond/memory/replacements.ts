/** Replaces a plugin 10,000 times, with calls in flight, and prints the memory in use. */

import { hookimpl, makeHost, speaker } from "../host_spec.ts";
import { measureHalves } from "./collect.ts";

const pm = makeHost();
for (const name of ["a", "b", "c"]) pm.register(speaker(name), name, { before: ["c"] });
pm.hook.note.callHistoric({ key: "k" });
await pm.hook.start.callHistoric({ key: "k" });
const scope = pm.scope();

const halves = await measureHalves(10_000, async () => {
  const call = pm.hook.ask({});
  await pm.replace("b", {
    ...speaker("b"),
    ask: hookimpl(async () => await Promise.resolve("b")),
    note: hookimpl(() => "noted"),
    start: hookimpl(async () => await Promise.resolve("started")),
    held: new Uint8Array(1000),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
  pm.hook.say({});
  scope.hook.say({});
  await call;
});
console.log(JSON.stringify(halves));
