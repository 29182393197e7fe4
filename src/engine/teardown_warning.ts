import { errorText } from "./errors.ts";
import type { HookImpl } from "./impl.ts";
import type { Plan } from "./plan.ts";
import type { HookWarning } from "./warnings.ts";

/** pluggy's `PluggyTeardownRaisedWarning`: an old-style wrapper should set the error instead of throwing it. */
export function teardownRaised(plan: Plan, impl: HookImpl, error: unknown): HookWarning {
  const plugin = impl.owner.name;
  return {
    code: "teardown-raised",
    message:
      `plugin '${plugin}' threw in the teardown of its old-style hookwrapper '${plan.hook}': ${errorText(error)}. ` +
      "Use forceException, or a wrapper in the new style.",
    hook: plan.hook,
    plugin,
    error,
  };
}
