/**
 * An object to share, and plugins that use it.
 *
 * @module
 */
import type { SideOptions } from "./support.ts";

/** A reference as the other side sees it. */
export type Reference =
  & Record<string, unknown>
  & Record<"add" | "fail" | "self" | "later", (...args: unknown[]) => Promise<unknown>>;

export class Agent {
  sessionId = "s1";
  secret = "secret";
  readonly messages: string[] = [];
  #count = 0;

  /** Uses a private field: `this` must be the agent. */
  add(text: string): number {
    this.messages.push(text);
    return ++this.#count;
  }

  async later(value: unknown): Promise<unknown> {
    return await Promise.resolve(value);
  }

  fail(): never {
    throw new TypeError("no");
  }

  self(): this {
    return this;
  }

  callback(): () => void {
    return () => {};
  }
}

/** A plugin that runs a function with what it is sent. */
export function using(use: (value: Record<string, Reference>) => unknown): SideOptions {
  return { handle: (_, value) => use(value as Record<string, Reference>) };
}
