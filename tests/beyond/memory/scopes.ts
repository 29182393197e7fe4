/** Opens and closes 100,000 scopes, each with a plugin and calls of its own, and prints the memory in use. */

import { hookimpl, makeHost, speaker } from "../host_spec.ts";
import { measureHalves } from "./collect.ts";

const pm = makeHost();
pm.register(speaker("all"), "all");
pm.hook.note.callHistoric({ key: "k" });

const halves = await measureHalves(100_000, async () => {
  await using scope = pm.scope();
  scope.register({ ...speaker("mine"), note: hookimpl(() => "noted") });
  scope.hook.note.callHistoric({ key: "mine" });
  scope.on("register", () => {});
  scope.hook.say({});
  await scope.hook.ask({});
});
console.log(JSON.stringify(halves));
