import { UsageError } from "../engine/mod.ts";

/**
 * Loading reads files, fetches modules and starts processes, all by Deno. The engine and the manager need nothing of it.
 *
 * @param what What is to be done; completes "Cannot …".
 * @throws {UsageError} In any other runtime.
 */
export function requireDeno(what: string): void {
  if ("Deno" in globalThis) return;
  throw new UsageError(
    "needs-deno",
    `Cannot ${what}: that needs Deno, and this is another runtime. Plugins that are imported otherwise can be registered.`,
  );
}

/**
 * Whether the host is a program that was made by `deno compile`. All that it can import then is in the program, and
 * `Deno.execPath()` is the program itself: there is no Deno that could run a plugin or look at its modules.
 */
export function isCompiled(): boolean {
  return Deno.build.standalone;
}

/** Why no plugin is isolated there, and what to do about it. */
export const NOT_ISOLATED = [
  // Started as if it were Deno, it would start itself, and so on without end.
  "it is to be isolated, and the host is a compiled program, which has no Deno to run it.",
  'Give it "permissions": "inherit" if you trust it with all that the program may do, or run the host with deno run.',
] as const;

/** What to do about a plugin that is not in the program. */
export const LEFT_OUT =
  "The host is a compiled program without this plugin. Write plugins.lock.ts, give it to load as the option lock, and compile " +
  "the host again.";
