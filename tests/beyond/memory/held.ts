/** Has plugins go in every way there is, and prints of each way whether anything of them is still held. */

import type { PluginManager } from "@tenon/tenon";
import { anyimpl, hookimpl, type HostSpec, makeHost, speaker } from "../host_spec.ts";
import { collect } from "./collect.ts";

/** Has a plugin go. It may keep hold of the manager and of callers, which are given back. */
type Way = (plugin: object, pm: PluginManager<HostSpec>) => unknown;

const ways: Record<string, Way> = {
  "unregister": (plugin, pm) => {
    pm.register(plugin);
    pm.unregister(plugin);
  },
  "unregister after calls": async (plugin, pm) => {
    pm.register(plugin);
    pm.hook.say({});
    await pm.hook.ask({});
    await pm.hook.ask.attributed({});
    pm.hook.say.callExtra([() => "extra"], {});
    pm.hook.note.callHistoric({ key: "k" });
    pm.unregister(plugin);
  },
  "unregister before a call that has begun": async (plugin, pm) => {
    pm.register(plugin);
    const call = pm.hook.ask({});
    pm.unregister(plugin);
    await call;
  },
  "unregister by name, with an order and a wrapper": (plugin, pm) => {
    const wrapper = anyimpl({ wrapper: true, specname: "say" }, function* (): Generator<void, unknown> {
      return yield;
    });
    pm.register(Object.assign(plugin, { wrapper }), "p", { before: ["other"] });
    pm.hook.say({});
    pm.unregister(null, "p");
  },
  "block": (plugin, pm) => {
    pm.register(plugin, "p");
    pm.hook.say({});
    pm.setBlocked("p");
  },
  "quarantine and unregister": (plugin, pm) => {
    const pick = anyimpl(() => {
      throw new Error("bad");
    });
    pm.register(Object.assign(plugin, { pick }), "p", { onError: "skip" });
    for (let i = 0; i < 3; i++) pm.hook.pick({});
    pm.hook.say({});
    if (pm.quarantined().length !== 1) throw new Error("It is not in quarantine.");
    pm.unregister(null, "p");
  },
  "the end of a registration": (plugin, pm) => {
    using _registration = pm.registration(plugin);
    pm.hook.say({});
  },
  "replace": async (plugin, pm) => {
    pm.register(plugin, "p");
    pm.hook.say({});
    await pm.replace("p", {});
  },
  "a replacement that fails": async (plugin, pm) => {
    pm.register(speaker("old"), "p");
    await pm.hook.start.callHistoric({ key: "k" });
    Object.assign(plugin, { start: hookimpl(() => Promise.reject(new Error("no"))) });
    await pm.replace("p", plugin).catch(() => {});
  },
  "a registration that fails in its replay, after a call": async (plugin, pm) => {
    await pm.hook.start.callHistoric({ key: "k" });
    const start = hookimpl(() => {
      pm.hook.say({});
      return Promise.reject(new Error("no"));
    });
    await pm.registerAsync(Object.assign(plugin, { start }), "p").catch(() => {});
  },
  "a registration that is refused": (plugin, pm) => {
    pm.register({}, "p");
    try {
      pm.register(plugin, "p");
    } catch {
      // As it should.
    }
  },
  "unregister, where a subset caller was made to leave it out": (plugin, pm) => {
    pm.register(plugin);
    const subset = pm.subsetHookCaller("say", [plugin]);
    subset({});
    pm.unregister(plugin);
    return subset;
  },
  "unregister, where a subset caller calls before and after": (plugin, pm) => {
    pm.register(plugin);
    const subset = pm.subsetHookCaller("say", [{}]);
    subset({});
    pm.unregister(plugin);
    subset({});
    return subset;
  },
  "unregister, where a scope's scope calls before and after": (plugin, pm) => {
    pm.register(plugin);
    const scope = pm.scope().scope();
    scope.hook.say({});
    pm.unregister(plugin);
    scope.hook.say({});
    return scope;
  },
  "replace, where a scope calls before and after": async (plugin, pm) => {
    pm.register(plugin, "p");
    const scope = pm.scope();
    scope.hook.say({});
    await pm.replace("p", {});
    scope.hook.say({});
    return scope;
  },
  "unregister in a scope": (plugin, pm) => {
    const scope = pm.scope();
    scope.register(plugin);
    scope.hook.say({});
    scope.unregister(plugin);
    return scope;
  },
  "closing its scope": async (plugin, pm) => {
    const scope = pm.scope();
    scope.register(plugin);
    scope.hook.say({});
    await scope.close();
    return scope;
  },
  "leaving its scope behind": (plugin, pm) => {
    const scope = pm.scope();
    scope.register(plugin);
    scope.hook.say({});
  },
  "closing": async (plugin, pm) => {
    pm.register(plugin);
    pm.hook.say({});
    await pm.close();
  },
};

/** What must stay: managers and callers that are never used again. */
const kept: unknown[] = [];
const refs: Record<string, WeakRef<object>[]> = {};

async function go(name: string, way: Way): Promise<void> {
  const pm = makeHost({ quarantineAfter: 2 });
  const plugin = { ...speaker("p"), note: hookimpl(() => "noted") };
  const closure = hookimpl(() => `${name} is captured`);
  const all = { ...plugin, say: closure };
  refs[name] = [new WeakRef(all), new WeakRef(closure)];
  kept.push(pm, await way(all, pm));
}

for (const [name, way] of Object.entries(ways)) await go(name, way);
await collect();
const held = Object.entries(refs).map(([name, refs]) => [name, refs.filter((ref) => ref.deref() !== undefined).length]);
if (kept.length === 0) throw new Error("unreachable: the managers are kept until here");
console.log(JSON.stringify(Object.fromEntries(held)));
