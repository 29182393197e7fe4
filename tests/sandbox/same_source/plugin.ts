/** A plugin that runs in the host, in a process and in a worker, without a difference in its source. */
import type { Args, Result, Wrapper } from "@tenon/tenon";
import { hookimpl, type Hooks } from "./spec.ts";

/** Translates what is said. */
export default class Translator {
  readonly #author: string;
  #words: ReadonlyMap<string, string> = new Map();

  constructor({ author }: { author: string }) {
    this.#author = author;
  }

  @hookimpl
  onConfigure({ words }: Args<Hooks, "onConfigure">): void {
    this.#words = words;
  }

  @hookimpl({ tryfirst: true })
  async beforeTurn({ agent, input }: Args<Hooks, "beforeTurn">): Result<Hooks, "beforeTurn"> {
    const message = { author: this.#author, text: input, tags: new Set(["input"]) };
    const count: number = await agent.addMessage(message);
    const last = await agent.lastOf(this.#author);
    return `${agent.name}: ${count} messages, the last is ${last?.text}`;
  }

  @hookimpl
  async answer({ input }: Args<Hooks, "answer">): Result<Hooks, "answer"> {
    const text = this.#words.get(input);
    if (input === "broken") throw new RangeError("no word for that");
    return text === undefined ? undefined : await { author: this.#author, text };
  }

  @hookimpl({ wrapper: true, specname: "answer" })
  async *loudly({ agent }: Args<Hooks, "answer">): Wrapper<Hooks, "answer"> {
    const answer = yield;
    if (answer === undefined) return undefined;
    const loud = { ...answer, text: `${answer.text}!` };
    await agent.addMessage(loud);
    return loud;
  }
}
