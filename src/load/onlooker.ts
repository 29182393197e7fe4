import { implKey, type ImplRecord, memberNames, memberOf, readMark } from "../engine/mod.ts";
import type { LoadTarget } from "./target.ts";

/** Takes a plugin as a manager does, and only looks what hooks it has impls of. */
export class Onlooker implements LoadTarget {
  readonly project: string;
  readonly hook = {};
  #plugin: object | undefined;

  /** Takes the project whose hooks count. */
  constructor(project: string) {
    this.project = project;
  }

  /** The hooks that the plugin has impls of. */
  get hooks(): string[] {
    const plugin = this.#plugin;
    if (plugin === undefined) return [];
    const key = implKey(this.project);
    return memberNames(plugin).flatMap((member) => {
      const fn = memberOf(plugin, member);
      const record = typeof fn === "function" ? readMark(fn, key) as ImplRecord | undefined : undefined;
      return record === undefined ? [] : [record.specname || member];
    });
  }

  /** Ends the plugin. */
  async close(): Promise<void> {
    await (this.#plugin as AsyncDisposable | undefined)?.[Symbol.asyncDispose]();
  }

  registerAsync(plugin: object, name: string): Promise<string> {
    this.#plugin = plugin;
    return Promise.resolve(name);
  }

  isBlocked(): boolean {
    return false;
  }

  hasPlugin(): boolean {
    return this.#plugin !== undefined;
  }

  isRegistered(plugin: object): boolean {
    return this.#plugin === plugin;
  }

  replace(): Promise<void> {
    return Promise.resolve();
  }

  unregister(): void {}

  getHookcallers(): { readonly name: string }[] {
    return this.hooks.map((name) => ({ name }));
  }

  pendingErrors(): [] {
    return [];
  }
}
