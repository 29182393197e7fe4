/**
 * Makes many calls of each kind and prints, as JSON, how long each took in nanoseconds and how many bytes the heap has grown for
 * each. Takes the number of calls in the host, and of those to an isolated plugin.
 *
 * @module
 */
import { type First, hookimplMarker, hookspecMarker, PluginManager } from "../../mod.ts";
import { liveBytes } from "../heap.ts";
import { IsolatedPlugins } from "./isolated_support.ts";

const [inHost, isolated] = Deno.args.map(Number) as [number, number];
const hookspec = hookspecMarker("calls");
const hookimpl = hookimplMarker("calls");

class Spec {
  @hookspec
  sync(_: { n: number }): number | void {}
  @hookspec
  async async(_: { n: number }): Promise<number | void> {}
  @hookspec({ firstresult: true })
  first(_: { n: number }): First<number> | void {}
  @hookspec
  wrapped(_: { n: number }): number | void {}
}

/** A plugin with an impl of each hook, or a wrapper. */
const plugin = (i: number) => ({
  sync: hookimpl(({ n }: { n: number }) => n + i),
  async: hookimpl(({ n }: { n: number }) => Promise.resolve(n + i)),
  first: hookimpl(({ n }: { n: number }) => i === 0 ? n : undefined),
  wrapped: i === 2
    ? hookimpl({ wrapper: true }, function* (_: { n: number }): Generator<void, unknown, unknown> {
      return yield;
    })
    : hookimpl(({ n }: { n: number }) => n + i),
});

const pm = new PluginManager("calls", Spec);
for (let i = 0; i < 3; i++) pm.register(plugin(i), `p${i}`);
using plugins = new IsolatedPlugins(1);
await using apart = await plugins.load(1);
const { hook } = pm as unknown as { hook: Record<string, (args: { n: number }) => unknown> };

const kinds: [kind: string, count: number, call: (n: number) => unknown][] = [
  ...["sync", "first", "wrapped", "async"].map((name): [string, number, (n: number) => unknown] => {
    return [name, inHost, (n) => hook[name]!({ n })];
  }),
  ["isolated", isolated, (n) => apart.hook.answer({ n })],
];

const rows: { kind: string; count: number; ns: number; bytes: number }[] = [];
for (const [kind, count, call] of kinds) {
  const calls = async (count: number) => {
    for (let n = 0; n < count; n++) {
      const result = call(n);
      if (result instanceof Promise) await result;
    }
  };
  // What is made once, such as compiled code, is there after these.
  await calls(Math.ceil(count / 20));
  const before = liveBytes();
  const start = performance.now();
  await calls(count);
  const ns = (performance.now() - start) * 1e6 / count;
  rows.push({ kind, count, ns, bytes: (liveBytes() - before) / count });
}
console.log(JSON.stringify(rows));
