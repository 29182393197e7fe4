/**
 * The hooks of pytest 9.1.1 as specs of Tenon: names, arguments, and which are firstresult or historic. The types are those
 * of the small session in `session.ts`, and `unknown` where it does not go.
 *
 * @module
 */

import { type First, type Historic, type HookimplMarker, hookimplMarker, hookspecMarker } from "@tenon/tenon";
import type { CallInfo, Collector, Config, Item, Parser, Report, Session } from "./model.ts";
import type { PytestManager } from "./manager.ts";

const hookspec = hookspecMarker("pytest");

/** Marks impls of pytest's hooks. */
export const hookimpl: HookimplMarker<PytestSpec> = hookimplMarker("pytest");

/** pytest's hooks. */
export class PytestSpec {
  // Start

  @hookspec({ historic: true, args: ["pluginmanager"] })
  pytest_addhooks(_: { pluginmanager: PytestManager }): Historic | void {}

  @hookspec({ historic: true, args: ["plugin", "plugin_name", "manager"] })
  pytest_plugin_registered(_: { plugin: object; plugin_name: string; manager: PytestManager }): Historic | void {}

  @hookspec({ historic: true, args: ["parser", "pluginmanager"] })
  pytest_addoption(_: { parser: Parser; pluginmanager: PytestManager }): Historic | void {}

  @hookspec({ historic: true, args: ["config"] })
  pytest_configure(_: { config: Config }): Historic | void {}

  @hookspec({ firstresult: true, args: ["pluginmanager", "args"] })
  pytest_cmdline_parse(_: { pluginmanager: PytestManager; args: readonly string[] }): First<Config> | void {}

  @hookspec({ args: ["early_config", "parser", "args"] })
  pytest_load_initial_conftests(_: { early_config: Config; parser: Parser; args: readonly string[] }): void {}

  @hookspec({ firstresult: true, args: ["config"] })
  pytest_cmdline_main(_: { config: Config }): First<number> | void {}

  // Collection

  @hookspec({ firstresult: true, args: ["session"] })
  pytest_collection(_: { session: Session }): First<true> | void {}

  @hookspec({ args: ["session", "config", "items"] })
  pytest_collection_modifyitems(_: { session: Session; config: Config; items: Item[] }): void {}

  @hookspec({ args: ["session"] })
  pytest_collection_finish(_: { session: Session }): void {}

  @hookspec({ firstresult: true, args: ["collection_path", "config"] })
  pytest_ignore_collect(_: { collection_path: string; config: Config }): First<boolean> | void {}

  @hookspec({ firstresult: true, args: ["path", "parent"] })
  pytest_collect_directory(_: { path: string; parent: Collector | undefined }): First<Collector> | void {}

  @hookspec({ args: ["file_path", "parent"] })
  pytest_collect_file(_: { file_path: string; parent: Collector | undefined }): Collector | void {}

  @hookspec({ args: ["collector"] })
  pytest_collectstart(_: { collector: Collector }): void {}

  @hookspec({ args: ["item"] })
  pytest_itemcollected(_: { item: Item }): void {}

  @hookspec({ args: ["report"] })
  pytest_collectreport(_: { report: Report }): void {}

  @hookspec({ args: ["items"] })
  pytest_deselected(_: { items: Item[] }): void {}

  @hookspec({ firstresult: true, args: ["collector"] })
  pytest_make_collect_report(_: { collector: Collector }): First<Report> | void {}

  // Python functions as tests

  @hookspec({ firstresult: true, args: ["module_path", "parent"] })
  pytest_pycollect_makemodule(_: { module_path: string; parent: Collector | undefined }): First<Collector> | void {}

  @hookspec({ firstresult: true, args: ["collector", "name", "obj"] })
  pytest_pycollect_makeitem(_: { collector: Collector; name: string; obj: unknown }): First<Item> | void {}

  @hookspec({ firstresult: true, args: ["pyfuncitem"] })
  pytest_pyfunc_call(_: { pyfuncitem: Item }): First<true> | void {}

  @hookspec({ args: ["metafunc"] })
  pytest_generate_tests(_: { metafunc: unknown }): void {}

  @hookspec({ firstresult: true, args: ["config", "val", "argname"] })
  pytest_make_parametrize_id(_: { config: Config; val: unknown; argname: string }): First<string> | void {}

  // Running tests

  @hookspec({ firstresult: true, args: ["session"] })
  pytest_runtestloop(_: { session: Session }): First<true> | void {}

  @hookspec({ firstresult: true, args: ["item", "nextitem"] })
  pytest_runtest_protocol(_: { item: Item; nextitem: Item | undefined }): First<true> | void {}

  @hookspec({ args: ["nodeid", "location"] })
  pytest_runtest_logstart(_: { nodeid: string; location: unknown }): void {}

  @hookspec({ args: ["nodeid", "location"] })
  pytest_runtest_logfinish(_: { nodeid: string; location: unknown }): void {}

  @hookspec({ args: ["item"] })
  pytest_runtest_setup(_: { item: Item }): void {}

  @hookspec({ args: ["item"] })
  pytest_runtest_call(_: { item: Item }): void {}

  @hookspec({ args: ["item", "nextitem"] })
  pytest_runtest_teardown(_: { item: Item; nextitem: Item | undefined }): void {}

  @hookspec({ firstresult: true, args: ["item", "call"] })
  pytest_runtest_makereport(_: { item: Item; call: CallInfo }): First<Report> | void {}

  @hookspec({ args: ["report"] })
  pytest_runtest_logreport(_: { report: Report }): void {}

  @hookspec({ firstresult: true, args: ["config", "report"] })
  pytest_report_to_serializable(_: { config: Config; report: Report }): First<Record<string, unknown>> | void {}

  @hookspec({ firstresult: true, args: ["config", "data"] })
  pytest_report_from_serializable(_: { config: Config; data: unknown }): First<Report> | void {}

  // Fixtures

  @hookspec({ firstresult: true, args: ["fixturedef", "request"] })
  pytest_fixture_setup(_: { fixturedef: unknown; request: unknown }): First<object> | void {}

  @hookspec({ args: ["fixturedef", "request"] })
  pytest_fixture_post_finalizer(_: { fixturedef: unknown; request: unknown }): void {}

  // Session

  @hookspec({ args: ["session"] })
  pytest_sessionstart(_: { session: Session }): void {}

  @hookspec({ args: ["session", "exitstatus"] })
  pytest_sessionfinish(_: { session: Session; exitstatus: number }): void {}

  @hookspec({ args: ["config"] })
  pytest_unconfigure(_: { config: Config }): void {}

  // Assertions

  @hookspec({ args: ["config", "op", "left", "right"] })
  pytest_assertrepr_compare(
    _: { config: Config; op: string; left: unknown; right: unknown },
  ): readonly string[] | void {}

  @hookspec({ args: ["item", "lineno", "orig", "expl"] })
  pytest_assertion_pass(_: { item: Item; lineno: number; orig: string; expl: string }): void {}

  // Reporting

  @hookspec({ args: ["config", "start_path"] })
  pytest_report_header(_: { config: Config; start_path: string }): string | void {}

  @hookspec({ args: ["config", "start_path", "items"] })
  pytest_report_collectionfinish(_: { config: Config; start_path: string; items: Item[] }): string | void {}

  @hookspec({ firstresult: true, args: ["report", "config"] })
  pytest_report_teststatus(_: { report: Report; config: Config }): First<string> | void {}

  @hookspec({ args: ["terminalreporter", "exitstatus", "config"] })
  pytest_terminal_summary(_: { terminalreporter: unknown; exitstatus: number; config: Config }): void {}

  @hookspec({ historic: true, args: ["warning_message", "when", "nodeid", "location"] })
  pytest_warning_recorded(
    _: { warning_message: unknown; when: string; nodeid: string; location: unknown },
  ): Historic | void {}

  // Marks

  @hookspec({ args: ["config"] })
  pytest_markeval_namespace(_: { config: Config }): Record<string, unknown> | void {}

  // Errors and debugging

  @hookspec({ args: ["excrepr", "excinfo"] })
  pytest_internalerror(_: { excrepr: unknown; excinfo: unknown }): boolean | void {}

  @hookspec({ args: ["excinfo"] })
  pytest_keyboard_interrupt(_: { excinfo: unknown }): void {}

  @hookspec({ args: ["node", "call", "report"] })
  pytest_exception_interact(_: { node: unknown; call: CallInfo; report: Report }): void {}

  @hookspec({ args: ["config", "pdb"] })
  pytest_enter_pdb(_: { config: Config; pdb: unknown }): void {}

  @hookspec({ args: ["config", "pdb"] })
  pytest_leave_pdb(_: { config: Config; pdb: unknown }): void {}
}
