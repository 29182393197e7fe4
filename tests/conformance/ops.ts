import { byCodePoints, outcomeJson, snapshot } from "./encode.ts";
import { PluginError } from "./errors.ts";
import type { Op, OpOf } from "./scenario.ts";
import type { Kwargs } from "./stage.ts";
import type { World } from "./world.ts";

type Operations = { readonly [K in Op["op"]]: (world: World, op: OpOf<K>) => unknown };

/** Runs an operation: gives its value as JSON, or a promise of that where hooks are asynchronous, or throws. */
export function perform(world: World, op: Op): unknown {
  const run: (world: World, op: never) => unknown = operations[op.op];
  return run(world, op as never);
}

const operations: Operations = {
  add_specs: (world, { ns }) => {
    world.manager.addHookspecs(world.namespace(ns));
    return null;
  },
  register: (world, { plugin, name }) => {
    const { manager } = world;
    const object = world.plugin(plugin);
    const { register: options } = world.unused;
    const registered = world.isAsync
      ? manager.registerAsync(object, name, options)
      : manager.register(object, name, options);
    return show(registered, (given) => given === null ? null : world.shownName(given));
  },
  unregister: (world, { plugin, name }) => {
    const given = world.manager.unregister(plugin === undefined ? undefined : world.plugin(plugin), name);
    return given === null ? null : world.pluginId(given);
  },
  block: ({ manager }, { name }) => {
    manager.setBlocked(name);
    return null;
  },
  unblock: ({ manager }, { name }) => manager.unblock(name),
  is_blocked: ({ manager }, { name }) => manager.isBlocked(name),
  has_plugin: ({ manager }, { name }) => manager.hasPlugin(name),
  get_plugin: (world, { name }) => {
    const plugin = world.manager.getPlugin(name);
    return plugin === null ? null : world.pluginId(plugin);
  },
  get_name: (world, { plugin }) => {
    const name = world.manager.getName(world.plugin(plugin));
    return name === null ? null : world.shownName(name);
  },
  canonical_name: (world, { plugin }) => world.shownName(world.manager.getCanonicalName(world.plugin(plugin))),
  is_registered: (world, { plugin }) => world.manager.isRegistered(world.plugin(plugin)),
  list_plugins: (world) =>
    world.manager.listNamePlugin().map(([name, plugin]) => [
      world.shownName(name),
      plugin === null ? null : world.pluginId(plugin),
    ]),
  get_plugins: (world) => [...world.manager.getPlugins()].map((plugin) => world.pluginId(plugin)).sort(byCodePoints),
  hookcallers: (world, { plugin }) =>
    world.manager.getHookcallers(world.plugin(plugin))?.map(({ name }) => name) ?? null,
  impls: (world, op) => world.caller(op).getHookimpls().map((impl) => world.functionId(impl.function)),
  is_historic: (world, op) => world.caller(op).isHistoric(),
  has_spec: (world, op) => world.caller(op).hasSpec(),
  check_pending: ({ manager }) => {
    manager.checkPending();
    return null;
  },
  call: (world, op) => show(world.caller(op)(kwargsOf(op)), snapshot),
  call_historic: (world, op) => {
    const { callback: name, callback_raise: message } = op;
    const callback = (result: unknown) => {
      world.emit(["callback", name, snapshot(result)]);
      if (message !== undefined) throw new PluginError(message);
    };
    return show(world.caller(op).callHistoric(kwargsOf(op), name === undefined ? undefined : callback), snapshot);
  },
  call_extra: (world, op) => {
    const caller = world.caller(op);
    return show(caller.callExtra(op.extras.map((extra) => world.extra(extra)), kwargsOf(op)), snapshot);
  },
  make_subset: (world, { as, hook, exclude }) => {
    world.subsets.set(as, world.subset(hook, exclude));
    return null;
  },
  monitor: (world, { as, after_force }) => {
    const undo = world.manager.addHookcallMonitoring(
      (hook, impls, args) => {
        const ids = impls.map((impl) => world.functionId(impl.function));
        world.emit(["before", as, hook, ids, snapshot({ ...args })]);
      },
      (outcome, hook) => {
        const seen = outcome.failed ? { error: outcome.exception } : { value: outcome.getResult() };
        world.emit(["after", as, hook, outcomeJson(seen)]);
        if (after_force !== undefined) outcome.forceResult(structuredClone(after_force));
      },
    );
    world.undos.set(as, undo);
    return null;
  },
  tracing: (world, { as }) => {
    world.manager.trace.root.setWriter((text) => world.emit(["trace", text]));
    world.undos.set(as, world.manager.enableTracing());
    return null;
  },
  undo: (world, { as }) => {
    const undo = world.undos.get(as) ?? world.malformed(`nothing that can be undone is called '${as}'`);
    undo();
    return null;
  },
};

/** The arguments of a call: made once for each operation, so that all impls and all replays share them. */
function kwargsOf({ kwargs = {} }: { readonly kwargs: Kwargs | undefined }): Kwargs {
  return structuredClone(kwargs);
}

/** Turns into JSON what the manager gives, now or later. */
function show<T>(given: T | Promise<T>, toJson: (value: T) => unknown): unknown {
  return given instanceof Promise ? given.then(toJson) : toJson(given);
}
