import { type HookImpl, type HookResult, isThenable } from "../engine/mod.ts";
import type { PluginManager } from "../manager/mod.ts";
import type { AnyCall } from "./calls.ts";

type Writable = { -readonly [K in keyof AnyCall]: AnyCall[K] };

/**
 * Records every call of an impl of a manager, from now on, in the order in which they begin: of plugins that are registered
 * already and later, in the host and isolated, historic replays included.
 */
export function record(plugins: Pick<PluginManager, "addHookcallMonitoring">, calls: AnyCall[]): void {
  const seen = new WeakSet<HookImpl>();
  plugins.addHookcallMonitoring((hook, impls) => {
    for (const impl of impls) {
      if (seen.has(impl)) continue;
      seen.add(impl);
      intercept(impl, hook, calls);
    }
  }, () => {});
}

/**
 * Has an impl recorded when it is called. A monitor sees whole hook calls and not who answers in them; the impl is changed
 * in place of that, so that the engine, which has checked it already, treats it as before. The proxy keeps the function's
 * kind and its number of parameters. Its source, which tells the names of the arguments, it cannot keep.
 */
function intercept(impl: HookImpl, hook: string, calls: AnyCall[]): void {
  const { argnames, function: original, opts } = impl;
  const recorded = new Proxy(original, {
    apply(target, self, given: [args: unknown, context?: unknown]) {
      const wrapper = opts.wrapper || opts.hookwrapper;
      const call: Writable = {
        plugin: impl.pluginName,
        hook,
        wrapper,
        args: given[0],
        state: "running",
        value: undefined,
        error: undefined,
      };
      calls.push(call);
      const result = attempt(call, () => Reflect.apply(target, self, given));
      if (wrapper && isGenerator(result)) return observedGenerator(call, result, opts.hookwrapper);
      return observed(call, result, (value) => returned(call, value));
    },
  });
  Object.defineProperties(impl, { function: { value: recorded }, argnames: { value: argnames } });
}

function returned(call: Writable, value: unknown): void {
  call.state = "returned";
  call.value = value;
}

function threw(call: Writable, error: unknown): void {
  call.state = "threw";
  call.error = error;
}

function attempt<T>(call: Writable, action: () => T): T {
  try {
    return action();
  } catch (error) {
    threw(call, error);
    throw error;
  }
}

/** Sees how something ends, at once or later. Gives what is to be handed on in its place. */
function observed(call: Writable, given: unknown, ended: (value: unknown) => void): unknown {
  if (!isThenable(given)) {
    ended(given);
    return given;
  }
  if (given instanceof Promise) {
    given.then(ended, (error) => threw(call, error));
    return given;
  }
  // It may begin its work only when it is asked, and again each time.
  return {
    then: (onValue?: (value: unknown) => unknown, onError?: (error: unknown) => unknown) =>
      given.then((value) => {
        ended(value);
        return onValue === undefined ? value : onValue(value);
      }, (error) => {
        threw(call, error);
        if (onError === undefined) throw error;
        return onError(error);
      }),
  };
}

type AnyGenerator = Generator | AsyncGenerator;

function isGenerator(value: unknown): value is AnyGenerator {
  return typeof (value as Partial<Generator> | null | undefined)?.next === "function";
}

/** A wrapper's generator that records how the wrapper ends. */
function observedGenerator(call: Writable, generator: AnyGenerator, old: boolean): unknown {
  let box: HookResult | undefined;
  const stepped = (step: unknown): void => {
    const { done, value } = step as IteratorResult<unknown>;
    if (!done) return;
    // The return value of an old-style wrapper is ignored: what is in its box goes on.
    if (box?.failed) threw(call, box.exception);
    else observed(call, box === undefined ? value : box.getResult(), (value) => returned(call, value));
  };
  return new Proxy(generator, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      if (name === "return") {
        return (value: unknown) => {
          if (call.state === "running") call.state = "closed";
          return member.call(target, value);
        };
      }
      if (name !== "next" && name !== "throw") return member.bind(target);
      return (...given: unknown[]) => {
        if (old && given.length > 0) box = given[0] as HookResult;
        return observed(call, attempt(call, () => member.apply(target, given)), stepped);
      };
    },
  });
}
