/** What kedro does with its hooks, on a small model of a run. The order of all calls is played in `../replay_test.ts`. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { type AnyFunction, hookimplMarker, PluginManager, PluginValidationError } from "@tenon/tenon";
import { type KedroHooks, kedroSpecs } from "./specs.ts";

const hookimpl = hookimplMarker<KedroHooks>("kedro");

function kedro(): PluginManager<KedroHooks> {
  const pm = new PluginManager<KedroHooks>("kedro");
  for (const specs of kedroSpecs) pm.addHookspecs(specs);
  return pm;
}

/** A step of a pipeline. */
interface Node {
  readonly name: string;
  readonly inputs: readonly string[];
  run(inputs: Record<string, unknown>): Record<string, unknown>;
}

/** Runs the nodes of a pipeline one after another, on what a catalog has, and gives what it has then. */
function run(
  pm: PluginManager<KedroHooks>,
  nodes: readonly Node[],
  data: Record<string, unknown>,
): Record<string, unknown> {
  const catalog = { ...data };
  const shared = { run_params: {}, pipeline: nodes, catalog };
  pm.hook.before_pipeline_run(shared);
  try {
    for (const node of nodes) runNode(pm, node, catalog);
  } catch (error) {
    pm.hook.on_pipeline_error({ ...shared, error });
    throw error;
  }
  pm.hook.after_pipeline_run({ ...shared, run_result: catalog });
  return catalog;
}

function runNode(pm: PluginManager<KedroHooks>, node: Node, catalog: Record<string, unknown>): void {
  const loaded: Record<string, unknown> = {};
  for (const dataset_name of node.inputs) {
    pm.hook.before_dataset_loaded({ dataset_name, node });
    loaded[dataset_name] = catalog[dataset_name];
    pm.hook.after_dataset_loaded({ dataset_name, data: loaded[dataset_name], node });
  }
  const shared = { node, catalog, is_async: false, run_id: "1" };
  // What plugins answer takes the place of what was loaded; the last answer counts.
  const inputs = Object.assign(loaded, ...pm.hook.before_node_run({ ...shared, inputs: { ...loaded } }));
  let outputs: Record<string, unknown>;
  try {
    outputs = node.run(inputs);
  } catch (error) {
    pm.hook.on_node_error({ ...shared, inputs, error });
    throw error;
  }
  pm.hook.after_node_run({ ...shared, inputs, outputs });
  for (const [dataset_name, data] of Object.entries(outputs)) {
    pm.hook.before_dataset_saved({ dataset_name, data, node });
    catalog[dataset_name] = data;
    pm.hook.after_dataset_saved({ dataset_name, data, node });
  }
}

const scale: Node = {
  name: "scale",
  inputs: ["rate", "rows"],
  run: ({ rate, rows }) => ({ out: Number(rate) * Number(rows) }),
};
const broken: Node = {
  name: "broken",
  inputs: [],
  run() {
    throw new RangeError("too much");
  },
};

Deno.test("what plugins answer before a node runs takes the place of its inputs; the plugin that came first wins", () => {
  const pm = kedro();
  pm.register({ before_node_run: hookimpl(() => ({ rate: 10 })) }, "first");
  pm.register({ before_node_run: hookimpl(() => ({ rate: 100, other: 1 })) }, "second");
  pm.register({ before_node_run: hookimpl(() => undefined) }, "third");
  assertEquals(run(pm, [scale], { rate: 1, rows: 3 }).out, 30);
});

Deno.test("before, after and on error: each at its place, and the same error goes through both to the caller", () => {
  const pm = kedro();
  const seen: unknown[] = [];
  const names = ["before_pipeline_run", "after_pipeline_run", "before_node_run", "after_node_run"] as const;
  const plain = names.map((name) => [name, hookimpl({ specname: name }, () => void seen.push(name))]);
  pm.register({
    ...Object.fromEntries(plain),
    on_node_error: hookimpl({ specname: "on_node_error" }, ({ error }) => void seen.push(error)),
    on_pipeline_error: hookimpl({ specname: "on_pipeline_error" }, ({ error }) => void seen.push(error)),
  });
  const error = assertThrows(() => run(pm, [scale, broken, scale], { rate: 1, rows: 1 }), RangeError);
  assertEquals(seen, ["before_pipeline_run", "before_node_run", "after_node_run", "before_node_run", error, error]);
});

Deno.test("a plugin that objects to what is to be saved ends the run, and nothing is saved", () => {
  const pm = kedro();
  pm.register({
    before_dataset_saved: hookimpl({ specname: "before_dataset_saved" }, ({ data }) => {
      if (Number(data) > 10) throw new TypeError("out of range");
    }),
  });
  assertThrows(() => run(pm, [scale], { rate: 4, rows: 3 }), TypeError, "out of range");
  assertEquals(run(pm, [scale], { rate: 1, rows: 3 }).out, 3);
});

Deno.test("a plugin for kedro before 1.0, whose runs were called sessions, is refused with the names that there are", () => {
  const pm = kedro();
  const older = {
    before_node_run: hookimpl((({ session_id }: { session_id: string }) => void session_id) as AnyFunction as never),
  };
  const error = assertThrows(() => pm.register(older, "older"), PluginValidationError, "session_id");
  assertEquals([error.plugin, error.hook], ["older", "before_node_run"]);
});

Deno.test("hooks are registered once, however often a project names them, and as instances, not as classes", () => {
  class Hooks {
    @hookimpl
    after_context_created(): void {}
  }
  const pm = kedro();
  const hooks = new Hooks();
  for (const each of [hooks, hooks]) if (!pm.isRegistered(each)) pm.register(each);
  assertEquals(pm.getPlugins().size, 1);
  assertThrows(() => pm.register(Hooks), PluginValidationError);
});

Deno.test("installed plugins are loaded by name, and those that the settings disable are taken out again", async () => {
  await using pm = kedro();
  const module = (name: string) =>
    `data:text/javascript,${
      encodeURIComponent(`
        const hookimpl = (fn) => Object.assign(fn, { [Symbol.for("tenon.hookimpl:kedro")]: { format: 1 } });
        export const before_node_run = hookimpl(() => ({ rate: ${JSON.stringify(name)} }));`)
    }`;
  const entry = (name: string) => [name, { from: module(name), permissions: "inherit" as const }];
  const names = ["kedro-mlflow", "kedro-viz", "kedro-telemetry"];
  await pm.load({ plugins: Object.fromEntries(names.map(entry)) }, { discover: false, strict: true });
  for (const disabled of ["kedro-mlflow", "kedro-telemetry"]) pm.unregister(null, disabled);
  assertEquals(pm.listNamePlugin().map(([name]) => name), ["kedro-viz"]);
  const args = { node: scale, catalog: {}, inputs: {}, is_async: false, run_id: "1" };
  assertEquals(pm.hook.before_node_run(args), [{ rate: "kedro-viz" }]);
});

Deno.test("kedro's hooks are synchronous: a plugin of them cannot be isolated, and is told so", async () => {
  await using pm = kedro();
  const source = `data:text/javascript,${
    encodeURIComponent(`
      const hookimpl = (fn) => Object.assign(fn, { [Symbol.for("tenon.hookimpl:kedro")]: { format: 1 } });
      export const after_context_created = hookimpl(() => {});`)
  }`;
  const load = () => pm.load({ plugins: { guest: source } }, { discover: false, strict: true });
  await assertRejects(load, Error, "after_context_created");
  assertEquals(pm.hasPlugin("guest"), false);
});
