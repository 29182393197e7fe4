/**
 * A small model of a session of pytest: from plugins and options to collected items, and for each of them setup, call and
 * teardown, each with a report. What pytest does itself is in plugins here as it is there.
 *
 * @module
 */

import { PytestManager } from "./manager.ts";
import type { CallInfo, Config, Item, Parser, Report, Session } from "./model.ts";
import { hookimpl } from "./specs.ts";

/** What is run. */
export interface Project {
  /** Tests by file. */
  readonly files: Readonly<Record<string, Readonly<Record<string, () => void>>>>;
  /** Plugins by folder; `""` is the project's own. */
  readonly conftests?: Readonly<Record<string, object>>;
  /** Plugins by name. */
  readonly plugins?: Readonly<Record<string, object>>;
  /** Names that `-p no:NAME` forbids. */
  readonly blocked?: readonly string[];
}

/** How it went. */
export interface Ran {
  readonly pm: PytestManager;
  readonly reports: readonly string[];
}

/** Runs a session. */
export function runSession({ files, conftests = {}, plugins = {}, blocked = [] }: Project): Ran {
  const pm = new PytestManager(blocked);
  const reports: string[] = [];
  const options: Parser = new Map();
  pm.hook.pytest_addhooks.callHistoric({ pluginmanager: pm });
  pm.hook.pytest_addoption.callHistoric({ parser: options, pluginmanager: pm });
  pm.register(new Main(files), "main");
  pm.register(new Runner(), "runner");
  pm.register(new Terminal(reports), "terminal");
  for (const [name, plugin] of Object.entries(plugins)) pm.register(plugin, name);
  for (const [folder, plugin] of Object.entries(conftests)) pm.registerConftest(folder, plugin);
  pm.checkPending();

  const config: Config = { pluginmanager: pm, options };
  const session: Session = { config, items: [] };
  pm.hook.pytest_configure.callHistoric({ config });
  pm.hook.pytest_sessionstart({ session });
  pm.hook.pytest_collection({ session });
  pm.hook.pytest_runtestloop({ session });
  pm.hook.pytest_sessionfinish({ session, exitstatus: reports.some((each) => each.endsWith("failed")) ? 1 : 0 });
  pm.hook.pytest_unconfigure({ config });
  return { pm, reports };
}

/** Collects the items, and runs them. */
class Main {
  constructor(private readonly files: Project["files"]) {}

  pytest_collection({ session }: { session: Session }): true {
    const { config, items } = session;
    const { pluginmanager: pm } = config;
    for (const [path, tests] of Object.entries(this.files)) {
      if (pm.callerAt(path, "pytest_ignore_collect")({ collection_path: path, config })) continue;
      for (const [name, run] of Object.entries(tests)) {
        const item: Item = { name, path, config, run };
        items.push(item);
        pm.callerAt(path, "pytest_itemcollected")({ item });
      }
    }
    pm.hook.pytest_collection_modifyitems({ session, config, items });
    pm.hook.pytest_collection_finish({ session });
    return true;
  }

  pytest_runtestloop({ session: { items, config } }: { session: Session }): true {
    items.forEach((item, at) => {
      config.pluginmanager.callerAt(item.path, "pytest_runtest_protocol")({ item, nextitem: items[at + 1] });
    });
    return true;
  }
}

/** Runs one item. */
class Runner {
  pytest_runtest_protocol({ item, nextitem }: { item: Item; nextitem: Item | undefined }): true {
    const { pluginmanager: pm } = item.config;
    const location = [item.path];
    const at = { nodeid: `${item.path}::${item.name}`, location };
    pm.callerAt(item.path, "pytest_runtest_logstart")(at);
    const setup = report(item, "setup", () => pm.callerAt(item.path, "pytest_runtest_setup")({ item }));
    if (setup.outcome === "passed") {
      report(item, "call", () => pm.callerAt(item.path, "pytest_runtest_call")({ item }));
    }
    report(item, "teardown", () => pm.callerAt(item.path, "pytest_runtest_teardown")({ item, nextitem }));
    pm.callerAt(item.path, "pytest_runtest_logfinish")(at);
    return true;
  }

  pytest_runtest_call({ item }: { item: Item }): void {
    item.config.pluginmanager.callerAt(item.path, "pytest_pyfunc_call")({ pyfuncitem: item });
  }

  // Last of all, as in pytest, so that any plugin can run the function in its own way.
  pytest_pyfunc_call = hookimpl({ specname: "pytest_pyfunc_call", trylast: true }, ({ pyfuncitem }) => {
    pyfuncitem.run();
    return true as const;
  });

  pytest_runtest_makereport({ item, call }: { item: Item; call: CallInfo }): Report {
    return { name: item.name, when: call.when, outcome: call.error === undefined ? "passed" : "failed" };
  }
}

/** Runs a part of a test, makes its report and hands it out. */
function report(item: Item, when: CallInfo["when"], part: () => unknown): Report {
  const { pluginmanager: pm } = item.config;
  let call: CallInfo = { when };
  try {
    part();
  } catch (error) {
    call = { when, error };
  }
  const report = pm.callerAt(item.path, "pytest_runtest_makereport")({ item, call })!;
  pm.callerAt(item.path, "pytest_runtest_logreport")({ report });
  return report;
}

/** Writes down what parts of tests came to, save those that passed their setup or teardown. */
class Terminal {
  constructor(private readonly lines: string[]) {}

  pytest_runtest_logreport({ report: { name, when, outcome } }: { report: Report }): void {
    if (when === "call" || outcome !== "passed") this.lines.push(`${name}: ${when} ${outcome}`);
  }
}
