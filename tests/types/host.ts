/**
 * The host whose hooks the type tests implement, wrap and call: one of each kind.
 *
 * @module
 */
import {
  type First,
  type Historic,
  type HookimplMarker,
  hookimplMarker,
  hookspecMarker,
  PluginManager,
} from "@tenon/tenon";

export interface Message {
  readonly role: "user" | "model";
  readonly text: string;
}

export const hookspec = hookspecMarker("types");

export class Spec {
  /** Without arguments, without answers. */
  @hookspec
  onTick(): void {}

  /** Collects answers, synchronously. */
  @hookspec
  greet(_: { name: string; loud?: boolean }): string | void {}

  /** Collects answers, asynchronously. */
  @hookspec
  async fetchNames(_: { id: number }): Promise<string | void> {}

  /** Without answers, asynchronously. */
  @hookspec
  async onTurn(_: { messages: Message[] }): Promise<void> {}

  /** Stops at the first answer, synchronously. */
  @hookspec({ firstresult: true })
  pickColour(_: { hue: number }): First<string> | void {}

  /** Stops at the first answer, asynchronously. */
  @hookspec({ firstresult: true })
  async beforeRequest(_: { messages: Message[] }): Promise<First<Message[]> | void> {}

  /** Remembers its calls, asynchronously. */
  @hookspec({ historic: true })
  async onConfigure(_: { config: Message }): Promise<Historic | void> {}

  /** Remembers its calls and reports answers, synchronously. */
  @hookspec({ historic: true })
  onOpen(_: { path: string }): Historic<number> | void {}
}

export const hookimpl: HookimplMarker<Spec> = hookimplMarker("types");

export const pm: PluginManager<Spec> = new PluginManager("types", Spec);
