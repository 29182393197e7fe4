/**
 * The names of the plugins that the environment switches off: `TENON_DISABLE=name,name`. Without permission to read the
 * variable it counts as not set; nobody is asked.
 */
export function disabledByEnvironment(): ReadonlySet<string> {
  const variable = "TENON_DISABLE";
  const readable = Deno.permissions.querySync({ name: "env", variable }).state === "granted";
  const value = readable ? Deno.env.get(variable) ?? "" : "";
  return new Set(value.split(",").map((name) => name.trim()).filter((name) => name !== ""));
}
