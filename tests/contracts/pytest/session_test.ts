import { assertEquals, assertThrows } from "@std/assert";
import { hookspecMarker, PluginValidationError, type Wrapper } from "@tenon/tenon";
import type { PytestManager } from "./manager.ts";
import type { CallInfo, Config, Item, Parser, Report } from "./model.ts";
import { runSession } from "./session.ts";
import { hookimpl, type PytestSpec } from "./specs.ts";

const pass = () => {};
const fail = () => {
  throw new Error("1 is not 2");
};
/** Two folders with a test each. */
const files = { "app/test_app": { test_app: pass }, "api/test_api": { test_api: fail } };

Deno.test("a session collects tests, runs them, and reports what passed and what failed", () => {
  assertEquals(runSession({ files }).reports, ["test_app: call passed", "test_api: call failed"]);
});

Deno.test("functions that are named like hooks are impls, marked or not; those with other names are not", () => {
  const seen: string[] = [];
  const plugin = {
    pytest_runtest_setup: () => void seen.push("unmarked"),
    pytest_runtest_teardown: hookimpl({ tryfirst: true }, () => void seen.push("marked")),
    helper: hookimpl(() => void seen.push("never")),
    pytest_data: 1,
  };
  runSession({ files: { test: { test_one: pass } }, plugins: { plugin } });
  assertEquals(seen, ["unmarked", "marked"]);
});

Deno.test("a conftest counts for the items of its folder and those below it", () => {
  const seen: string[] = [];
  const conftest = (name: string) => ({
    pytest_runtest_setup: ({ item }: { item: Item }) => void seen.push(`${name}: ${item.name}`),
  });
  runSession({
    files: {
      "app/test_app": { test_app: pass },
      "app/v2/test_v2": { test_v2: pass },
      "application/test": { test: pass },
    },
    conftests: { "": conftest("root"), app: conftest("app"), "app/v2": conftest("v2") },
  });
  assertEquals(seen, [
    "app: test_app",
    "root: test_app",
    "v2: test_v2",
    "app: test_v2",
    "root: test_v2",
    "root: test",
  ]);
});

Deno.test("a conftest that comes while tests run counts from then on", () => {
  const seen: string[] = [];
  const late = { pytest_runtest_setup: ({ item }: { item: Item }) => void seen.push(item.name) };
  const loader = {
    pytest_runtest_logfinish: hookimpl({ specname: "pytest_runtest_logfinish" }, ({ nodeid }) => {
      if (nodeid.endsWith("first")) pm!.registerConftest("", late);
    }),
    pytest_configure: ({ config }: { config: Config }) => void (pm = config.pluginmanager),
  };
  let pm: PytestManager | undefined;
  runSession({ files: { test: { first: pass, second: pass } }, plugins: { loader } });
  assertEquals(seen, ["second"]);
});

Deno.test("each plugin hears of all plugins, those before it too, and the manager of itself", () => {
  const heard: string[] = [];
  const plugin = {
    pytest_plugin_registered: ({ plugin_name }: { plugin_name: string }) => void heard.push(plugin_name),
  };
  runSession({ files: {}, plugins: { plugin, other: {} } });
  assertEquals(heard, ["pluginmanager", "main", "runner", "terminal", "plugin", "other"]);
});

Deno.test("plugins that a plugin names are registered after it, and hear all that was remembered", () => {
  const heard: string[] = [];
  const listener = (name: string) => ({
    pytest_addoption: ({ parser }: { parser: Parser }) => void parser.set(name, heard.push(`option ${name}`)),
    pytest_configure: ({ config }: { config: Config }) =>
      void heard.push(`configure ${name}: ${config.options.has(name)}`),
  });
  const named = { ...listener("named"), pytest_plugins: { deeper: listener("deeper") } };
  const { pm } = runSession({ files: {}, plugins: { plugin: { ...listener("plugin"), pytest_plugins: { named } } } });
  assertEquals(heard, [
    "option plugin",
    "option named",
    "option deeper",
    "configure deeper: true",
    "configure named: true",
    "configure plugin: true",
  ]);
  assertEquals(pm.config?.pluginmanager, pm);
});

Deno.test("a plugin that is registered from within a historic hook takes part at once", () => {
  const seen: string[] = [];
  const late = {
    pytest_sessionstart: () => void seen.push("late"),
    pytest_configure: () => void seen.push("configured"),
  };
  const plugin = {
    pytest_configure: ({ config }: { config: Config }) => void config.pluginmanager.register(late, "late"),
  };
  runSession({ files: {}, plugins: { plugin } });
  assertEquals(seen, ["configured", "late"]);
});

Deno.test("-p no:NAME keeps a plugin out, and nobody hears of it", () => {
  const heard: string[] = [];
  const noisy = { pytest_runtest_setup: fail };
  const listener = {
    pytest_plugin_registered: ({ plugin_name }: { plugin_name: string }) => void heard.push(plugin_name),
  };
  const { pm, reports } = runSession({
    files: { test: { test_one: pass } },
    plugins: { listener, noisy },
    blocked: ["noisy"],
  });
  assertEquals(reports, ["test_one: call passed"]);
  assertEquals([pm.isBlocked("noisy"), pm.hasPlugin("noisy"), heard.includes("noisy")], [true, false, false]);
});

Deno.test("wrappers of both styles go around runtest_protocol, the later one outside", () => {
  const seen: string[] = [];
  const newStyle = {
    pytest_runtest_protocol: hookimpl({ wrapper: true, specname: "pytest_runtest_protocol" }, function* ({ item }) {
      seen.push(`new: before ${item.name}`);
      const done = yield;
      seen.push(`new: after, ${done}`);
      return done;
    }),
  };
  const oldStyle = {
    pytest_runtest_protocol: hookimpl({ hookwrapper: true, specname: "pytest_runtest_protocol" }, function* ({ item }) {
      seen.push(`old: before ${item.name}`);
      const box = yield;
      seen.push(`old: after, ${box.getResult()}`);
    }),
    pytest_runtest_setup: () => void seen.push("setup"),
  };
  runSession({ files: { test: { test_one: pass } }, plugins: { newStyle, oldStyle } });
  assertEquals(seen, ["old: before test_one", "new: before test_one", "setup", "new: after, true", "old: after, true"]);
});

Deno.test("a plugin takes runtest_protocol over by answering it, and the runner is not asked", () => {
  const rerun = {
    pytest_runtest_protocol: ({ item }: { item: Item }): true | undefined =>
      item.name === "test_api" ? true : undefined,
  };
  assertEquals(runSession({ files, plugins: { rerun } }).reports, ["test_app: call passed"]);
});

Deno.test("the first plugin that answers pyfunc_call runs the function, the runner's impl being last", () => {
  const seen: string[] = [];
  const plugin = (name: string, answers: boolean) => ({
    pytest_pyfunc_call: () => seen.push(name) > 0 && answers ? true as const : undefined,
  });
  const { reports } = runSession({
    files: { test: { test_fails: fail } },
    plugins: { never: plugin("never", true), answers: plugin("answers", true), declines: plugin("declines", false) },
  });
  assertEquals(seen, ["declines", "answers"]);
  assertEquals(reports, ["test_fails: call passed"]);
});

Deno.test("a wrapper of makereport changes the report, as plugins for expected failures do", () => {
  const expected = {
    pytest_runtest_makereport: hookimpl(
      { wrapper: true, specname: "pytest_runtest_makereport" },
      function* ({ call }: { call: CallInfo }): Wrapper<PytestSpec, "pytest_runtest_makereport"> {
        const report = yield;
        return call.when === "call" && call.error !== undefined ? { ...report!, outcome: "expected" } : report;
      },
    ),
  };
  assertEquals(runSession({ files, plugins: { expected } }).reports, [
    "test_app: call passed",
    "test_api: call expected",
  ]);
});

Deno.test("an old-style wrapper of makereport forces another report", () => {
  const skips = {
    pytest_runtest_makereport: hookimpl({ hookwrapper: true, specname: "pytest_runtest_makereport" }, function* () {
      const box = yield;
      const report: Report = box.getResult()!;
      if (report.outcome === "failed") box.forceResult({ ...report, outcome: "skipped" });
    }),
  };
  assertEquals(runSession({ files, plugins: { skips } }).reports, ["test_app: call passed", "test_api: call skipped"]);
});

Deno.test("a wrapper around a failing test sees its error, and the report still does", () => {
  const seen: unknown[] = [];
  const watch = {
    pytest_runtest_call: hookimpl({ wrapper: true, specname: "pytest_runtest_call" }, function* () {
      try {
        return yield;
      } catch (error) {
        seen.push((error as Error).message);
        throw error;
      }
    }),
  };
  assertEquals(runSession({ files, plugins: { watch } }).reports.at(-1), "test_api: call failed");
  assertEquals(seen, ["1 is not 2"]);
});

Deno.test("tryfirst and trylast decide who changes the list of items first", () => {
  const seen: string[] = [];
  const adds = (name: string, options: { tryfirst?: boolean; trylast?: boolean }) => ({
    pytest_collection_modifyitems: hookimpl({ ...options, specname: "pytest_collection_modifyitems" }, ({ items }) => {
      seen.push(name);
      items.reverse();
    }),
  });
  const { reports } = runSession({
    files,
    plugins: {
      last: adds("last", { trylast: true }),
      first: adds("first", { tryfirst: true }),
      plain: adds("plain", {}),
    },
  });
  assertEquals(seen, ["first", "plain", "last"]);
  assertEquals(reports, ["test_api: call failed", "test_app: call passed"]);
});

const hookspec = hookspecMarker("pytest");

/** Hooks that a plugin adds, as pytest-xdist and pytest-bdd do. */
class HouseSpec {
  @hookspec({ args: ["item"] })
  pytest_house_opened(_: { item: Item }): void {}
}

/** A plugin that adds hooks, and calls them. */
const house = {
  pytest_addhooks: ({ pluginmanager }: { pluginmanager: PytestManager }) => void pluginmanager.addHookspecs(HouseSpec),
  pytest_runtest_setup({ item }: { item: Item }): void {
    // Typed where the specs are added; a plugin that is told of them later asks by name.
    const { pytest_house_opened: call } = item.config.pluginmanager.hook as unknown as Record<
      string,
      (_: object) => void
    >;
    call!({ item });
  },
};

Deno.test("plugins implement hooks that another plugin adds, those that come before it too", () => {
  const seen: string[] = [];
  const guest = (name: string) => ({ pytest_house_opened: () => void seen.push(name) });
  runSession({
    files: { test: { test_one: pass } },
    plugins: { before: guest("before"), house, after: guest("after") },
  });
  assertEquals(seen, ["after", "before"]);
});

Deno.test("an impl of a hook that nobody adds is an error, unless it is optional", () => {
  const misspelt = { pytest_house_opend: pass };
  const error = assertThrows(
    () => runSession({ files: {}, plugins: { house, misspelt } }),
    PluginValidationError,
    "Did you mean 'pytest_house_opened'?",
  );
  assertEquals([error.plugin, error.hook], ["misspelt", "pytest_house_opend"]);

  const optional = { pytest_house_opend: hookimpl({ optionalhook: true }, pass) };
  runSession({ files: {}, plugins: { house, optional } });
});

Deno.test("an impl that asks for an argument which pytest's hook does not have is refused, with those that it has", () => {
  const old = { pytest_collect_file: ({ fspath }: { fspath: string }) => void fspath };
  const error = assertThrows(() => runSession({ files: {}, plugins: { old } }), PluginValidationError, "fspath");
  assertEquals([error.plugin, error.hook], ["old", "pytest_collect_file"]);
});

Deno.test("a plugin that takes itself out during a teardown is called to the end of that call, and then no more", () => {
  const seen: string[] = [];
  const once = {
    pytest_runtest_setup: ({ item }: { item: Item }) => void seen.push(`setup ${item.name}`),
    pytest_runtest_teardown: ({ item }: { item: Item }): void => {
      seen.push(`teardown ${item.name}`);
      item.config.pluginmanager.unregister(once);
    },
  };
  const other = { pytest_runtest_logfinish: () => void seen.push("finished") };
  runSession({ files: { test: { first: pass, second: pass } }, plugins: { once, other } });
  assertEquals(seen, ["setup first", "teardown first", "finished", "finished"]);
});
