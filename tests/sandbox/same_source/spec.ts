/** The hooks of a host, with an agent that plugins on both sides may use. */
import {
  type First,
  type Historic,
  type HookimplMarker,
  hookimplMarker,
  hookspecMarker,
  share,
  type Shared,
} from "@tenon/tenon";

/** The host's agent. Plugins in the host get it as it is. */
export class Agent {
  readonly name = "crow";
  readonly messages: Message[] = [];

  /** Gives how many messages there are. */
  addMessage(message: Message): number {
    return this.messages.push(message);
  }

  /** The newest message of somebody. */
  async lastOf(author: string): Promise<Message | undefined> {
    return await this.messages.findLast((message) => message.author === author);
  }

  /** Not for plugins. */
  forget(): void {
    this.messages.length = 0;
  }

  /** What plugins may use of it. */
  asShared(): Agent & SharedAgent {
    return share(this, ["name", "addMessage", "lastOf"]);
  }
}

/** The agent as a spec promises it to plugins, wherever they run. */
export type SharedAgent = Shared<Agent, "name" | "addMessage" | "lastOf">;

/** What somebody said. */
export interface Message {
  readonly author: string;
  readonly text: string;
  readonly tags?: ReadonlySet<string>;
}

const hookspec = hookspecMarker("same-source");

/** The hooks. */
export class Hooks {
  /** Called once, also for plugins that come later. */
  @hookspec({ historic: true })
  async onConfigure(_: { words: ReadonlyMap<string, string> }): Promise<Historic | void> {}

  /** Called before a turn. */
  @hookspec
  async beforeTurn(_: { agent: SharedAgent; input: string }): Promise<string | void> {}

  /** Who answers first answers. */
  @hookspec({ firstresult: true })
  async answer(_: { agent: SharedAgent; input: string }): Promise<First<Message> | void> {}
}

/** What plugins mark their impls with. */
export const hookimpl: HookimplMarker<Hooks> = hookimplMarker("same-source");
