/** What a connection keeps of calls that are over, however they ended: nothing. */
import { assertEquals } from "@std/assert";
import { type PluginManager, SANDBOX_LIMITS, share } from "@tenon/tenon";
import { resolveGrant } from "../../src/sandbox/grant/mod.ts";
import { makeStandIn } from "../../src/sandbox/stand_in.ts";
import { ProcessLink } from "../../src/sandbox/process_link.ts";
import { Supervisor } from "../../src/sandbox/supervisor.ts";
import { WorkerLink } from "../../src/sandbox/worker_link.ts";
import { until } from "./guard/support.ts";
import { border, type BorderSpec, hookimpl, inWorkers, ISOLATION, write } from "./support.ts";

const NOTHING = { outgoing: 0, incoming: 0, given: 0, received: 0, streams: 0, queued: 0 };

/** A plugin with a manager, and how much is kept of its connection. */
async function watched(body: string): Promise<{ pm: PluginManager<BorderSpec>; sizes: () => Promise<typeof NOTHING> }> {
  const source = await write("watched", body);
  const who = { plugin: "watched", source };
  const setup = {
    name: "watched",
    source,
    url: source,
    lock: undefined,
    project: "border",
    options: undefined,
    grant: resolveGrant("none", undefined, who),
    isolation: ISOLATION,
    startMs: 30_000,
    callMs: 30_000,
    hasDeadline: () => false,
    memoryMb: 256,
    limits: { ...SANDBOX_LIMITS, messageBytes: 100_000 },
    observer: {
      output() {},
      died() {},
      restarted() {},
      gaveUp() {},
      failed() {},
      disposeFailed() {},
      remembered: () => [],
    },
  };
  const supervisor = new Supervisor(setup, inWorkers ? new WorkerLink(setup) : new ProcessLink(setup));
  const { impls } = await supervisor.start();
  const pm = border();
  pm.register(makeStandIn(supervisor, impls), "watched");
  return { pm, sizes: async () => ({ ...(await supervisor.session()).sizes }) };
}

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
    const { pm, sizes } = await watched(body);
    await using _ = pm;
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
