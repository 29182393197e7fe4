/**
 * Bare capnweb over a pair of pipes, in JSON lines; run as a script, the side that answers.
 *
 * @module
 */
import { type RpcCompatible, RpcSession, RpcTarget } from "npm:capnweb@0.12.0";

/** What can be called. */
export class Api extends RpcTarget {
  answer({ n }: { n: number }): number {
    return n;
  }
}

/** Speaks with the other side of two byte streams, and offers it `main`. */
export function session<T extends RpcCompatible<T>>(
  readable: ReadableStream<Uint8Array>,
  writable: WritableStream<Uint8Array>,
  main?: RpcTarget,
): RpcSession<T> {
  const writer = writable.getWriter();
  const reader = readable.getReader();
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const lines: string[] = [];
  let rest = "";
  return new RpcSession<T>({
    async send(text) {
      await writer.write(encoder.encode(`${text}\n`));
    },
    async receive() {
      while (lines.length === 0) {
        const { done, value } = await reader.read();
        if (done) throw new Error("closed");
        const parts = (rest + decoder.decode(value, { stream: true })).split("\n");
        rest = parts.pop()!;
        lines.push(...parts);
      }
      return lines.shift()!;
    },
  }, main);
}

if (import.meta.main) session(Deno.stdin.readable, Deno.stdout.writable, new Api());
