import { type ErrorContext, TenonError } from "../engine/mod.ts";
import type { LoadReport } from "./report.ts";

/**
 * How far a plugin came: its grant is looked at, its specifier resolved; its integrity and its fit with the host checked; if it
 * is to be isolated, its process or worker started; its module imported, the plugin made of what the module exports, and registered.
 */
export type LoadStage = "discover" | "grant" | "resolve" | "check" | "start" | "import" | "create" | "register";

/** A plugin could not be loaded. It stands in the report; the other plugins load. */
export class PluginLoadError extends TenonError {
  /** The stage at which it failed. */
  readonly stage: LoadStage;
  /** What to do about it, if that can be said. */
  readonly hint: string | undefined;

  /** Takes the stage, a stable code, a sentence, what to do, and what the error is about. */
  constructor(stage: LoadStage, code: string, message: string, hint?: string, context: ErrorContext = {}) {
    super(code, message, context);
    this.stage = stage;
    this.hint = hint;
  }
}

/** A plugin that the host cannot do without could not be loaded. Those that could be are registered. */
export class LoadError extends TenonError {
  /** What happened to each plugin. */
  readonly report: LoadReport;

  /** Takes the report and the errors that must not be. */
  constructor(report: LoadReport, errors: readonly PluginLoadError[]) {
    const [first] = errors;
    super(
      "load-failed",
      errors.map(({ message, hint }) => hint === undefined ? message : `${message} ${hint}`).join("\n"),
      { plugin: first?.plugin, hook: first?.hook, source: first?.source, cause: first },
    );
    this.report = report;
  }
}
