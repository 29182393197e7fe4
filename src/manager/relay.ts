import { type AnyCaller, type CallerOf, closest, type HookNames, UnknownHookError } from "../engine/mod.ts";

/** All hook callers of a manager by name, typed by the host's specs: `pm.hook.NAME`. */
export type Relay<S> = { readonly [K in HookNames<S>]: CallerOf<S, K> };

/**
 * Makes an empty relay. Callers become its own properties, so that looking one up costs what any property costs; a name
 * that is not there falls through to the prototype, which throws.
 */
export function makeRelay(project: string): object {
  const relay: object = Object.create(
    new Proxy(Object.create(null), {
      get(_, name) {
        // What runtimes look up on any object: to await it, print it, compare it.
        if (typeof name === "symbol" || name in Object.prototype || name === "then" || name === "toJSON") {
          return undefined;
        }
        throw unknownHook(project, name, Object.keys(relay));
      },
      set: () => false,
    }),
  );
  return relay;
}

/** Adds a caller to a relay. */
export function addToRelay(relay: object, name: string, caller: AnyCaller): void {
  Object.defineProperty(relay, name, { value: caller, enumerable: true });
}

/** A hook that the manager has never heard of. */
export function unknownHook(project: string, name: string, known: readonly string[]): UnknownHookError {
  const guess = closest(name, known);
  return new UnknownHookError(
    "unknown-hook",
    `Cannot find hook '${name}' of '${project}': no spec and no plugin knows it.${
      guess ? ` Did you mean '${guess}'?` : ""
    }`,
    { hook: name },
  );
}
