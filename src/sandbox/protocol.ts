/**
 * What host and isolated plugin say to each other, above the wire. The host asks, the plugin answers; of its own accord the
 * plugin only calls members of what was shared with it, and, in a worker, tells what it prints.
 *
 * @module
 */

import type { HookimplOptions } from "../engine/mod.ts";

/** The version of all this. Both sides come from one package; a difference means that the plugin answers for the runner. */
export const PROTOCOL = 1;

/** `create`: the host wants the plugin to be imported and made. */
export interface CreateRequest {
  /** Whose impls count. */
  readonly project: string;
  /** The plugin's name. */
  readonly name: string;
  /** What the entry says that the plugin is constructed with. */
  readonly options: unknown;
  /** The hosts that code may be imported from from now on; all, or those of the list. */
  readonly imports: true | readonly string[];
  /** The hosts that the plugin's modules came from, as far as they are not among those. */
  readonly revoke: readonly string[];
}

/** What kind of function an impl is. */
export type ImplKind = "function" | "generator";

/** One impl of an isolated plugin. */
export interface ImplDescription {
  /** The member of the plugin that it is. */
  readonly member: string;
  /** The options that it was marked with. */
  readonly options: HookimplOptions;
  /** The arguments that its source destructures without a default, if that can be told. */
  readonly argnames: readonly string[] | undefined;
  /** Whether it is a generator function, as wrappers must be. */
  readonly kind: ImplKind;
}

/** The answer to `create`. */
export type CreateAnswer =
  | {
    readonly state: "created";
    readonly impls: readonly ImplDescription[];
    /** The projects that its members are marked for. */
    readonly projects: readonly string[];
    /** What the module exports as `permissions`, if that is data. */
    readonly wanted: unknown;
  }
  /** Importing the module threw. */
  | { readonly state: "import-failed"; readonly error: unknown }
  /** No plugin could be made of the module. */
  | {
    readonly state: "create-failed";
    readonly code: string;
    readonly why: string;
    readonly hint: string | undefined;
    readonly error: unknown;
  };

/** The answer of a plugin that was made. */
export type CreatedAnswer = Extract<CreateAnswer, { state: "created" }>;

/** `impl`, and `enter` for a wrapper: the member and the arguments. */
export type ImplRequest = readonly [member: string, args: unknown];

/** The answer to `enter`: the number of the wrapper that waits at its yield, or nothing if it has ended. */
export type EnterAnswer = number | undefined;

/** `resume`: the number of the wrapper, whether the call has failed, and its result or error. */
export type ResumeRequest = readonly [wrapper: number, failed: boolean, content: unknown];

/** The answer to `resume`. */
export type ResumeAnswer =
  /** What it was given comes out: the host has that already, and it stays the same object. */
  | { readonly outcome: "same" }
  | { readonly outcome: "value"; readonly content: unknown }
  | { readonly outcome: "error"; readonly content: unknown }
  /** It yielded once more, which it must not. */
  | { readonly outcome: "yield" };
