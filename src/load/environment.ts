/** Whether discovery is switched off: `TENON_DISABLE_AUTOLOAD=1`. What cannot be read counts as not set. */
export function isAutoloadDisabled(): boolean {
  return !["", "0"].includes(variable("TENON_DISABLE_AUTOLOAD"));
}

/**
 * The names of the plugins that the environment switches off: `TENON_DISABLE=name,name`. Without permission to read the
 * variable it counts as not set; nobody is asked.
 */
export function disabledByEnvironment(): ReadonlySet<string> {
  return new Set(variable("TENON_DISABLE").split(",").map((name) => name.trim()).filter((name) => name !== ""));
}

function variable(name: string): string {
  const readable = Deno.permissions.querySync({ name: "env", variable: name }).state === "granted";
  return readable ? Deno.env.get(name) ?? "" : "";
}
