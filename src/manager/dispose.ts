import { errorText, isThenable, pluginText, TenonError } from "../engine/mod.ts";
import type { PluginRecord } from "./registry.ts";

/** Has a plugin give back what it holds, if it has a way to. */
export async function dispose(plugin: object): Promise<void> {
  const { [Symbol.asyncDispose]: later, [Symbol.dispose]: now } = plugin as Partial<AsyncDisposable & Disposable>;
  const result: unknown = (later ?? now)?.call(plugin);
  if (isThenable(result)) await result;
}

/** A plugin failed to give back what it holds. */
export function disposeFailed({ name, source }: PluginRecord, cause: unknown): TenonError {
  return new TenonError("dispose-failed", `Cannot dispose of ${pluginText(name, source)}: ${errorText(cause)}`, {
    plugin: name,
    source,
    cause,
  });
}
