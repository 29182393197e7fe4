import { assertEquals } from "@std/assert";
import { type Historic, hookimplMarker, type HookResult, hookspecMarker, PluginManager, sourceOf } from "@tenon/tenon";

const hookspec = hookspecMarker("demo");
const hookimpl = hookimplMarker("demo");

/** A host of two hooks with three plugins, of which `bad` throws a primitive, and what a monitor made of the calls. */
function monitored(makeError: () => unknown) {
  const pm = new PluginManager("demo", {
    now: hookspec(() => {}),
    later: hookspec(async () => {}),
  });
  const throws = () => {
    throw makeError();
  };
  pm.register({ now: hookimpl(() => 1), later: hookimpl(() => 1) }, "first");
  pm.register({ now: hookimpl(throws), later: hookimpl(async () => await Promise.resolve().then(throws)) }, "bad");
  pm.register({ now: hookimpl(() => 3), later: hookimpl(() => 3) }, "last");
  const sources: unknown[] = [];
  const note = ({ source }: HookResult) => void sources.push(source && [source.plugin, source.hook, source.phase]);
  pm.addHookcallMonitoring(() => {}, note);
  return { pm, sources };
}

for (const makeError of [() => "text", () => 0, () => undefined, () => null, () => new Error("object")]) {
  Deno.test(`monitors are told who threw: ${String(makeError())}`, async () => {
    const { pm, sources } = monitored(makeError);
    try {
      pm.hook.now();
    } catch { /* what it was is told */ }
    await pm.hook.later().catch(() => {});
    assertEquals(sources, [["bad", "now", "call"], ["bad", "later", "call"]]);
  });
}

Deno.test("the others of a concurrent call are told to monitors also if the first threw a primitive", async () => {
  const pm = new PluginManager("demo", { run: hookspec({ concurrent: true }, async () => {}) });
  const second = new Error("second");
  pm.register({ run: hookimpl(() => Promise.reject(second)) }, "b");
  pm.register({ run: hookimpl(() => Promise.reject("first")) }, "a");
  const others: unknown[] = [];
  pm.addHookcallMonitoring(() => {}, ({ source }) => void others.push(...source?.others ?? []));
  assertEquals(await pm.hook.run().catch((error) => error), "first");
  assertEquals(others, [{ plugin: "b", error: second }]);
});

Deno.test("an error that is thrown again and again has the others of its last call only", async () => {
  const pm = new PluginManager("demo", { run: hookspec({ concurrent: true }, async () => {}) });
  const constant = new Error("constant");
  pm.register({ run: hookimpl(() => Promise.reject(new Error("other"))) }, "b");
  pm.register({ run: hookimpl(() => Promise.reject(constant)) }, "a");
  pm.register({ run: hookimpl(() => Promise.reject(constant)) }, "a too");
  for (let i = 0; i < 3; i++) {
    assertEquals(await pm.hook.run().catch((error) => error), constant);
    assertEquals(sourceOf(constant)?.others.map(({ plugin }) => plugin), ["b"]);
  }
});

Deno.test("registrationAsync awaits replays, and takes the plugin out at the end of the block", async () => {
  const pm = new PluginManager("demo", {
    open: hookspec({ historic: true }, async (): Promise<Historic | void> => {}),
  });
  await pm.hook.open.callHistoric();
  let replayed = 0;
  {
    await using registration = await pm.registrationAsync(
      { open: hookimpl(async () => void await ++replayed) },
      "guest",
    );
    assertEquals([registration.name, replayed, pm.hasPlugin("guest")], ["guest", 1, true]);
  }
  assertEquals(pm.hasPlugin("guest"), false);
});

Deno.test("a plugin that comes back is disposed of once all the same", async () => {
  const pm = new PluginManager("demo", { run: hookspec(async () => {}) });
  const log: string[] = [];
  const plugin = (name: string) => ({
    run: hookimpl(() => name),
    [Symbol.dispose]: () => void log.push(`${name} gone`),
  });
  const [a, b] = [plugin("a"), plugin("b")];
  pm.register(a, "p");
  await pm.replace("p", b);
  await pm.replace("p", a);
  await pm.close();
  assertEquals(log.toSorted(), ["a gone", "b gone"]);
});
