import { isForeign, TenonError } from "@tenon/tenon";

/** What behaviours throw. */
export class PluginError extends Error {
  // Errors that have crossed a border are known by their name.
  override readonly name = "PluginError";
}

/** How the scenario format names an error: `Kind:code`, and what it is about where there are several possibilities. */
export function errorText(error: unknown): string {
  if (error instanceof Error && error.name === "PluginError") return `PluginError:${error.message}`;
  if (!isTenonError(error)) return `Unknown:${error instanceof Error ? error.stack : String(error)}`;
  const { code, hook } = error;
  const names = error.names?.join(",");
  switch (code) {
    case "missing-argument":
      return `HookCallError:${names}`;
    case "unknown-args":
      return `ValidationError:${code}:${names}`;
    case "unknown-hook":
      // The code is the same for a hook that is called and for one that a plugin implements; the class tells them apart.
      return error.name === "UnknownHookError" ? `UnknownHookError:${hook}` : `ValidationError:${code}:${hook}`;
    case "not-iterator":
      return `TypeError:${code}`;
    default:
      return `${KINDS[error.name] ?? error.name}:${code}`;
  }
}

/** Whether it is an error of Tenon's, or the copy of one that has come from another process. */
function isTenonError(error: unknown): error is TenonError {
  return error instanceof TenonError || isForeign(error) && typeof (error as TenonError).code === "string";
}

/** The format's kinds by the names of our classes, where the two differ. */
const KINDS: Readonly<Record<string, string>> = {
  PluginValidationError: "ValidationError",
  RegistrationError: "ValueError",
  HookspecError: "ValueError",
};
