/**
 * Plugins and specs as a log names them, without code of their own.
 *
 * @module
 */

import { type AnyFunction, hookimplMarker, hookspecMarker } from "@tenon/tenon";
import { drive, driveAsync, type Steps } from "./drive.ts";
import type { ImplLine, SpecLine } from "./log.ts";

/** What each impl is given: each argument is its own name, so that a mix-up shows. */
export type NamedArguments = Readonly<Record<string, string>>;

/** What an old-style wrapper gets from its `yield`. */
export interface Box {
  readonly failed: boolean;
  readonly exception: unknown;
  getResult(): unknown;
  forceResult(value: unknown): void;
  forceException(error: unknown): void;
}

/** What impls do. */
export interface Script {
  /** A whole impl; gives its answer. */
  plain(who: string, hook: string, needed: readonly string[], args: NamedArguments): Steps<unknown>;
  /** A wrapper up to its `yield`. */
  enter(who: string, hook: string, needed: readonly string[], args: NamedArguments): Steps;
  /** What follows, with an outcome or an error. Gives what the wrapper returns. */
  given(who: string, outcome: unknown): Steps<unknown>;
  thrown(who: string, error: unknown): Steps<unknown>;
  /** What follows in an old-style wrapper. */
  boxed(who: string, box: Box): Steps;
}

/** A marker that is used without knowing its types. */
type Marker = (options: object, fn: AnyFunction) => AnyFunction;

/** The namespace of some specs. */
export function namespaceOf(project: string, specs: readonly SpecLine[], isAsync: boolean): object {
  const hookspec = hookspecMarker(project) as Marker;
  return Object.fromEntries(
    specs.map(([hook, args, flags]) => [hook, hookspec({ ...flags, args, async: isAsync }, () => {})]),
  );
}

/** A plugin with some impls. */
export function pluginOf(
  project: string,
  name: string,
  impls: readonly ImplLine[],
  script: Script,
  isAsync: boolean,
): object {
  const hookimpl = hookimplMarker(project) as Marker;
  return Object.fromEntries(impls.map(([hook, member, args, options]) => {
    const make = options.wrapper ? wrapper : options.hookwrapper ? oldWrapper : plain;
    const fn = make(script, name, hook, args, isAsync);
    return [member, hookimpl({ ...options, args, ...(member === hook ? {} : { specname: hook }) }, fn)];
  }));
}

/** An impl that is no wrapper. */
export function plain(
  script: Script,
  name: string,
  hook: string,
  needed: readonly string[],
  isAsync: boolean,
): AnyFunction {
  const run = isAsync ? driveAsync : drive;
  return (args: NamedArguments) => run(script.plain(name, hook, needed, args));
}

function wrapper(script: Script, name: string, hook: string, needed: readonly string[], isAsync: boolean): AnyFunction {
  if (!isAsync) {
    return function* (args: NamedArguments) {
      drive(script.enter(name, hook, needed, args));
      let inside: unknown;
      try {
        inside = yield;
      } catch (error) {
        return drive(script.thrown(name, error));
      }
      return drive(script.given(name, inside));
    };
  }
  return async function* (args: NamedArguments) {
    await driveAsync(script.enter(name, hook, needed, args));
    let inside: unknown;
    try {
      inside = yield;
    } catch (error) {
      return await driveAsync(script.thrown(name, error));
    }
    return await driveAsync(script.given(name, inside));
  };
}

function oldWrapper(
  script: Script,
  name: string,
  hook: string,
  needed: readonly string[],
  isAsync: boolean,
): AnyFunction {
  if (!isAsync) {
    return function* (args: NamedArguments): Generator<void, void, Box> {
      drive(script.enter(name, hook, needed, args));
      drive(script.boxed(name, yield));
    };
  }
  return async function* (args: NamedArguments): AsyncGenerator<void, void, Box> {
    await driveAsync(script.enter(name, hook, needed, args));
    await driveAsync(script.boxed(name, yield));
  };
}
