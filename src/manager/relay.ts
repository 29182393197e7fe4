import { type AnyCaller, type CallerOf, closest, type HookNames, UnknownHookError } from "../engine/mod.ts";

/** All hook callers of a manager by name, typed by the host's specs: `pm.hook.NAME`. */
export type Relay<S> = { readonly [K in HookNames<S>]: CallerOf<S, K> };

/** Where the relays of scopes find the function that makes a caller of theirs when it is first looked up. */
const MAKE: unique symbol = Symbol("make");

interface ScopeRelay {
  readonly [MAKE]: (name: string) => AnyCaller;
}

/**
 * The relay of a manager: an object with a property for each hook, so that looking one up costs what any property costs. A
 * name that is not there falls through to the end of the prototype chain, which throws.
 *
 * The relay of a scope inherits, through a base that all scopes of a manager share, a getter for each hook of the manager:
 * a scope is made without looking at any hook, and pays for those that it calls.
 */
export class RelayMaker {
  /** `pm.hook`. */
  readonly relay: object;
  #base: object | undefined;

  constructor(project: string, parent: RelayMaker | undefined, make: (name: string) => AnyCaller) {
    this.relay = Object.create(parent === undefined ? endOfChain(project) : parent.#scopeBase());
    if (parent !== undefined) Object.defineProperty(this.relay, MAKE, { value: make });
  }

  /** Adds the caller of a hook. */
  add(name: string, caller: AnyCaller): void {
    Object.defineProperty(this.relay, name, { value: caller, enumerable: true, configurable: true });
    if (this.#base !== undefined) addGetter(this.#base, name);
  }

  /** Takes the caller of a hook out that nobody should know after all. */
  remove(name: string): void {
    delete (this.relay as Record<string, unknown>)[name];
    if (this.#base !== undefined) delete (this.#base as Record<string, unknown>)[name];
  }

  /** What the relays of scopes inherit from. */
  #scopeBase(): object {
    if (this.#base === undefined) {
      this.#base = Object.create(Object.getPrototypeOf(this.relay)) as object;
      for (const name of Object.keys(this.relay)) addGetter(this.#base, name);
    }
    return this.#base;
  }
}

function addGetter(base: object, name: string): void {
  Object.defineProperty(base, name, {
    get(this: ScopeRelay): AnyCaller {
      return this[MAKE](name);
    },
    enumerable: true,
    configurable: true,
  });
}

function endOfChain(project: string): object {
  return new Proxy(Object.create(null), {
    get(_, name, relay: object) {
      // What runtimes look up on any object: to await it, print it, compare it.
      if (typeof name === "symbol" || name in Object.prototype || name === "then" || name === "toJSON") {
        return undefined;
      }
      const known: string[] = [];
      for (const hook in relay) known.push(hook);
      throw unknownHook(project, name, known);
    },
    set: () => false,
  });
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
