/** What a connection keeps of calls that are over, however they ended: nothing. */
import { assertEquals } from "@std/assert";
import { SANDBOX_LIMITS, share } from "@tenon/tenon";
import { until } from "./guard/support.ts";
import { supervised } from "./supervised.ts";
import { hookimpl, write } from "./support.ts";

const NOTHING = { outgoing: 0, incoming: 0, given: 0, received: 0, streams: 0, queued: 0 };

const agent = () =>
  share({ name: "x", add: (n: number) => n + 1, fail: () => Promise.reject(new Error("no")) }, ["name", "add", "fail"]);
const uncarried = { fn() {} };

/** Calls that end in all ways, with the arguments of each. */
const CALLS: Readonly<Record<string, readonly [body: string, value: () => unknown]>> = {
  "answers": ["export const ask = hookimpl(({ value }) => value);", () => [1]],
  "failures": ["export const ask = hookimpl(() => { throw new Error('x'); });", () => 1],
  "arguments that cannot be carried": [
    "export const ask = hookimpl(() => 1);",
    () => [agent(), ReadableStream.from([1]), uncarried],
  ],
  "results that cannot be carried": ["export const ask = hookimpl(() => [new ReadableStream(), () => 1]);", () => 1],
  "results that are too large": ["export const ask = hookimpl(() => 'x'.repeat(200_000));", () => 1],
  "shared objects": [
    "export const ask = hookimpl(async ({ value }) => await value[0].add(1));",
    () => [agent(), agent()],
  ],
  "shared objects that come home": ["export const ask = hookimpl(({ value }) => value);", agent],
  "shared methods that fail": ["export const ask = hookimpl(({ value }) => value.fail());", agent],
  "shared methods that nobody waits for": [
    "export const ask = hookimpl(({ value }) => { value.add(1); value.fail().catch(() => {}); });",
    agent,
  ],
  "streams that are read to their end": [
    "export const ask = hookimpl(async ({ value }) => { for await (const _ of value); });",
    () => ReadableStream.from([1, 2]),
  ],
  "streams that are not read to their end": [
    "export const ask = hookimpl(async ({ value }) => { for await (const _ of value) break; });",
    () => ReadableStream.from([1, 2]),
  ],
  "wrappers": [
    "export const ask = hookimpl({ wrapper: true }, async function* ({ value }) { await value.add(1); return yield; });",
    agent,
  ],
  "wrappers that fail": [
    "export const ask = hookimpl({ wrapper: true }, function* () { yield; throw new Error('x'); });",
    agent,
  ],
  "wrappers that do not yield": ["export const ask = hookimpl({ wrapper: true }, function* () {});", agent],
  "wrappers that yield twice": [
    "export const ask = hookimpl({ wrapper: true }, function* () { yield; yield; });",
    agent,
  ],
  "wrappers around what cannot be carried to them": [
    "export const wraps = hookimpl({ wrapper: true, specname: 'first' }, function* ({ value }) { return yield; });",
    agent,
  ],
};

for (const [name, [body, value]] of Object.entries(CALLS)) {
  Deno.test(`nothing is kept of ${name}`, async () => {
    const limits = { ...SANDBOX_LIMITS, messageBytes: 100_000 };
    const { pm, supervisor } = await supervised("watched", await write("watched", body), { limits });
    await using _ = pm;
    const sizes = async () => ({ ...(await supervisor.session()).sizes });
    pm.register({ first: hookimpl(() => Promise.resolve(uncarried)) });
    for (let i = 0; i < 20; i++) {
      await pm.hook.ask({ value: value() }).catch(() => {});
      await pm.hook.first({ value: value() }).catch(() => {});
    }
    // What the plugin does after it has answered may still be on its way.
    let now = await sizes();
    await until(() => {
      void sizes().then((sizes) => now = sizes);
      return JSON.stringify(now) === JSON.stringify(NOTHING);
    }, `nothing is kept: ${JSON.stringify(now)}`);
    assertEquals(now, NOTHING);
  });
}
