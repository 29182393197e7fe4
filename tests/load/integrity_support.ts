/** What the tests of integrity share: plugins that tell that they run, and hosts that load them from everywhere. */
import type { Sources } from "../support/sources.ts";
import { type HostOptions, type HostResult, runHost } from "./host.ts";
import { type Entries, standaloneText } from "./support.ts";

/** Counts how often code of plugins ran: each asks for it at once. */
export class Counter implements AsyncDisposable {
  readonly #server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    this.ran.push(new URL(request.url).pathname.slice(1));
    return new Response("");
  });
  ran: string[] = [];

  get host(): string {
    return `127.0.0.1:${this.#server.addr.port}`;
  }

  /** The module of a plugin that tells that it runs, in a word. */
  module(word: string): string {
    return standaloneText(
      `await fetch("http://${this.host}/${word}");\nexport default { tell: hookimpl(() => "${word}") };`,
    );
  }

  /** What ran since the last time. */
  take(): string[] {
    return this.ran.splice(0).sort();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server.shutdown();
  }
}

export type Kind = "url" | "jsr" | "npm";
export const KINDS: readonly Kind[] = ["url", "jsr", "npm"];

/** Entries for all kinds of sources, each in the host and isolated. */
export function everywhere(sources: Sources, integrity: Record<Kind, string>, counter: Counter): Entries {
  return Object.fromEntries(KINDS.flatMap((kind) => {
    const entry = { from: sources.specifiers[kind], integrity: integrity[kind] };
    return [
      [`${kind} in the host`, entry],
      [`${kind} isolated`, { ...entry, permissions: { net: [counter.host] } }],
    ];
  }));
}

/** The states of all plugins. */
export function statesOf({ plugins }: HostResult): Record<string, string> {
  return Object.fromEntries(Object.entries(plugins).map(([name, { state }]) => [name, state]));
}

/** Runs a host that prints what its plugins answer. */
export function run(sources: Sources, entries: Entries, more: Partial<HostOptions> = {}): Promise<HostResult> {
  const then = "console.log((await pm.hook.tell({ to: '' })).join());";
  return runHost(entries, { ownCache: true, env: sources.env, files: sources.files, then, ...more });
}
