import type {
  HookimplOptions,
  HookspecOptions,
  PluginManager,
  PluginManagerOptions,
  RegisterOptions,
} from "@tenon/tenon";
import type { Fn } from "./stage.ts";

/** The manager of a scenario. Which hooks there are is only known at run time. */
export type AnyManager = PluginManager<Record<string, Fn>>;

/** Something to be there in a scenario that has no effect, on top of what the scenario says. */
export interface Unused {
  readonly manager?: PluginManagerOptions;
  /** Options of a spec, which may depend on the others that it has. */
  readonly spec?: (options: HookspecOptions) => HookspecOptions;
  /** Options of impls. */
  readonly impl?: HookimplOptions;
  /** What is said when plugins are registered. */
  readonly register?: RegisterOptions;
  /** Changes the function of an impl. */
  readonly fn?: (fn: Fn) => Fn;
  /** The manager to use in place of the one that was made. */
  readonly use?: (manager: AnyManager) => AnyManager;
}
