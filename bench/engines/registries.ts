/**
 * Contenders for adding and removing plugins, each of which has an impl of each of five hooks.
 *
 * @module
 */
import { EventEmitter } from "npm:eventemitter3@5.0.4";
import { HookableCore } from "npm:hookable@6.1.2";
import { SyncHook } from "npm:tapable@2.3.4";
import { hookimplMarker, hookspecMarker } from "../../src/engine/mod.ts";
import { PluginManager } from "../../src/manager/mod.ts";
import type { Role } from "../results.ts";

/** The hooks that each plugin implements. */
export const HOOKS = ["one", "two", "three", "four", "five"] as const;

/** The functions of one plugin, one of each hook. */
type Fns = readonly ((args: unknown) => unknown)[];

/** Something that plugins are added to. */
export interface Registry {
  add(i: number): void;
  remove(i: number): void;
  /** Calls each hook once. */
  call(): void;
}

/** Makes registries. What plugins consist of is made beforehand, as their own modules would. */
export interface RegistryKind {
  readonly name: string;
  readonly role: Role;
  readonly leavesOut?: string;
  /** How many removals are measured, for those to whom each takes as long as there are plugins. */
  readonly removals?: number;
  /** Makes the plugins; what it gives makes an empty registry for them. */
  readonly prepare: (plugins: number) => () => Registry;
}

const names = (plugins: number) => Array.from({ length: plugins }, (_, i) => `plugin-${i}`);

function functions(plugins: number): Fns[] {
  return Array.from({ length: plugins }, (_, i) => HOOKS.map((_, j) => (args) => [args, i, j]));
}

const hookspec = hookspecMarker("bench");
const hookimpl = hookimplMarker("bench");

/** Tenon: a plugin is an object whose members are marked. */
export const tenonRegistry: RegistryKind = {
  name: "Tenon",
  role: "tenon",
  prepare(count) {
    const all = names(count);
    const plugins = functions(count).map((fns) =>
      Object.fromEntries(HOOKS.map((hook, j) => [hook, hookimpl(fns[j]!)]))
    );
    const Specs = Object.fromEntries(HOOKS.map((hook) => [hook, hookspec(() => {})]));
    return () => {
      const pm = new PluginManager("bench", Specs);
      return {
        add: (i) => void pm.register(plugins[i]!, all[i]!),
        remove: (i) => void pm.unregister(plugins[i]!),
        call() {
          for (const hook of HOOKS) (pm.hook as unknown as Record<string, (args: object) => unknown>)[hook]!({});
        },
      };
    };
  },
};

/** tapable, which cannot take out what was tapped. */
export const tapableRegistry: RegistryKind = {
  name: "tapable",
  role: "peer",
  leavesOut: "cannot remove; does not know plugins, only functions",
  removals: 0,
  prepare(count) {
    const all = names(count);
    const fns = functions(count);
    return () => {
      const hooks = HOOKS.map(() => new SyncHook<[unknown]>(["args"]));
      return {
        add(i) {
          for (let j = 0; j < hooks.length; j++) hooks[j]!.tap(all[i]!, fns[i]![j]!);
        },
        remove: () => {},
        call() {
          for (const hook of hooks) hook.call({});
        },
      };
    };
  },
};

/** eventemitter3, which copies the list of listeners at each removal. */
export const eventemitter3Registry: RegistryKind = {
  name: "eventemitter3",
  role: "peer",
  leavesOut: "does not know plugins, only functions",
  removals: 100,
  prepare(count) {
    const fns = functions(count);
    return () => {
      const emitter = new EventEmitter();
      return {
        add(i) {
          for (let j = 0; j < HOOKS.length; j++) emitter.on(HOOKS[j]!, fns[i]![j]!);
        },
        remove(i) {
          for (let j = 0; j < HOOKS.length; j++) emitter.off(HOOKS[j]!, fns[i]![j]!);
        },
        call() {
          for (const hook of HOOKS) emitter.emit(hook, {});
        },
      };
    };
  },
};

/** hookable, which looks for the function at each removal. */
export const hookableRegistry: RegistryKind = {
  name: "hookable",
  role: "peer",
  leavesOut: "does not know plugins, only functions",
  removals: 1000,
  prepare(count) {
    const fns = functions(count);
    return () => {
      const hooks = new HookableCore<Record<string, (args: unknown) => void>>();
      return {
        add(i) {
          for (let j = 0; j < HOOKS.length; j++) hooks.hook(HOOKS[j]!, fns[i]![j]! as () => void);
        },
        remove(i) {
          for (let j = 0; j < HOOKS.length; j++) hooks.removeHook(HOOKS[j]!, fns[i]![j]! as () => void);
        },
        call() {
          for (const hook of HOOKS) hooks.callHook(hook, {});
        },
      };
    };
  },
};
