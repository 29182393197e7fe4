import { isThenable } from "../../engine/kinds.ts";
import { errorText, TenonError } from "../../engine/errors.ts";
import type { Carrier, Peer } from "./carrier.ts";
import type { ByteStreams, ConnectionOptions, ConnectionSizes } from "./connection_options.ts";
import { Decoder } from "./decode.ts";
import { Encoder } from "./encode.ts";
import { shortError } from "./errors.ts";
import { FrameReader, FrameWriter } from "./frames.ts";
import { IncomingCall } from "./incoming_call.ts";
import { checkName, parseInternal, parseMessage } from "./messages.ts";
import { type CallOptions, OutgoingCalls } from "./outgoing_calls.ts";
import { References, Scope } from "./references.ts";
import { Streams } from "./streams.ts";
import { TAG } from "./tree.ts";
import { ConnectionError, isWireError, SharedReferenceError, WireError } from "./wire_errors.ts";

/** How many calls that are not well formed a connection bears with: to refuse one costs more than to send it. */
const BAD_CALLS = 1_000;

/**
 * Calls in both directions over a pair of byte streams, between the host and an isolated plugin. Each side holds the other
 * to the limits; what is against the rules ends the connection, and nothing that the other side sends throws anywhere else.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #carrier: Carrier;
  readonly #writer: FrameWriter;
  readonly #reader: FrameReader;
  readonly #references: References;
  readonly #streams: Streams;
  readonly #outgoing: OutgoingCalls;
  readonly #incoming = new Map<number, IncomingCall>();
  #badCalls = 0;
  #ended: { readonly reason: Error; readonly closed: Promise<void> } | undefined;

  /** Takes the streams, which it locks, and begins to read. */
  constructor({ readable, writable }: ByteStreams, options: ConnectionOptions) {
    const { label: peer, limits, prefix } = options;
    this.#options = options;
    const other: Peer = {
      limits,
      peer,
      request: (method, value, root) => this.#call(method, value, root, {}),
      drop: (ids, reason) => this.#guarded(() => this.#sendText(JSON.stringify(["drop", ids, reason]))),
    };
    this.#references = new References(other);
    this.#streams = new Streams(other, this.#references);
    this.#carrier = { ...other, references: this.#references, streams: this.#streams };
    const frames = { prefix, messageBytes: limits.messageBytes, peer };
    this.#writer = new FrameWriter(writable, frames, (error) => this.#broken(error));
    this.#reader = new FrameReader(readable, frames, (text) => this.#receive(text), (text) => options.onStray?.(text));
    this.#outgoing = new OutgoingCalls(
      peer,
      limits.callsInFlight,
      (id) => this.#guarded(() => this.#sendText(JSON.stringify(["stop", id]))),
      (busy) => options.onBusy?.(busy),
    );
    void this.#run();
  }

  /** How much is kept at the moment: for tests and for those who look for what holds memory. */
  get sizes(): ConnectionSizes {
    const references = this.#references.sizes;
    const streams = this.#streams.sizes;
    return {
      outgoing: this.#outgoing.size,
      incoming: this.#incoming.size,
      given: references.given,
      received: references.received,
      streams: streams.given + streams.received,
      queued: this.#writer.queued,
    };
  }

  /** Opens a scope for references, to be closed by the caller. The label says what it is, such as "the call of hook 'x'". */
  openScope(label: string): Scope {
    return new Scope(this.#references, label);
  }

  /**
   * Calls the other side.
   *
   * @param method What to call. Names that begin with `@` are the connection's own.
   * @param value What to send along.
   * @param options What references in the value belong to: by default, to the call. A signal to give it up.
   * @returns What the other side answers.
   * @throws (as a rejection) what the other side threw; {@linkcode CarryError} or {@linkcode LimitError} if the call cannot
   * be sent; the signal's reason; or the reason for which the connection ended.
   */
  call(method: string, value: unknown, options: CallOptions = {}): Promise<unknown> {
    checkName(method);
    return this.#call(method, value, "", options);
  }

  /**
   * Tells the other side something, without an answer. Blobs and streams cannot be told. References live until the
   * connection ends. Does nothing once the connection has ended.
   *
   * @throws {CarryError} If the value cannot be carried.
   * @throws {LimitError} If it is too large.
   */
  tell(method: string, value: unknown): void {
    checkName(method);
    if (this.#ended !== undefined) return;
    const tree = new Encoder(this.#carrier, this.#references.root, "", false).encode(value);
    this.#sendText(JSON.stringify(["tell", method, tree]));
  }

  /**
   * Ends the connection: calls that wait are rejected, what was sent before is written.
   *
   * @returns Once both streams are closed. It may take as long as the other side does not read.
   */
  end(reason?: Error): Promise<void> {
    this.#end(reason ?? new ConnectionError(`The connection to ${this.#options.label} was closed.`), false);
    return this.#ended!.closed;
  }

  #call(method: string, value: unknown, root: string, { scope, signal }: CallOptions): Promise<unknown> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended.reason);
    if (signal?.aborted) return Promise.reject(signal.reason);
    const own = scope === undefined ? this.openScope("one call") : undefined;
    const encoder = new Encoder(this.#carrier, scope ?? own!, root);
    const failed = (error: unknown): Promise<never> => {
      encoder.rollback();
      own?.close();
      return Promise.reject(error);
    };
    const start = (tree: unknown): Promise<unknown> => {
      try {
        if (this.#ended !== undefined) throw this.#ended.reason;
        return this.#outgoing.start((id) => this.#sendText(JSON.stringify(["call", id, method, tree])), own, signal);
      } catch (error) {
        return failed(error);
      }
    };
    try {
      const tree = encoder.encode(value);
      return tree instanceof Promise ? tree.then(start, failed) : start(tree);
    } catch (error) {
      return failed(error);
    }
  }

  async #run(): Promise<void> {
    try {
      await this.#reader.run();
      this.#end(new ConnectionError(`${capitalized(this.#options.label)} closed the connection.`), false);
    } catch (error) {
      this.#broken(error);
    }
  }

  #receive(text: string): void {
    const { label, limits } = this.#options;
    const message = parseMessage(text, label, limits.depth);
    switch (message[0]) {
      case "call":
        return this.#answer(message[1], message[2], message[3]);
      case "ok":
      case "err": {
        const [kind, id, tree] = message;
        return this.#outgoing.settle(id, kind, () => new Decoder(this.#carrier).decode(tree));
      }
      case "tell":
        return this.#told(message[1], message[2]);
      case "drop":
        return this.#references.dropped(message[1], message[2]);
      case "stop":
        this.#incoming.get(message[1])?.stop();
    }
  }

  #told(method: string, tree: unknown): void {
    let value: unknown;
    try {
      value = new Decoder(this.#carrier).decode(tree);
    } catch (error) {
      // What was shared may have been dropped while it was on its way here.
      if (error instanceof SharedReferenceError) return;
      throw error;
    }
    this.#options.onTell?.(method, value);
  }

  #answer(id: number, method: string, tree: unknown): void {
    const { label, limits } = this.#options;
    if (this.#incoming.has(id)) throw new WireError(`${capitalized(label)} used the number of a call twice.`);
    if (this.#incoming.size >= limits.callsInFlight) {
      throw new WireError(
        `${capitalized(label)} sent more calls at once than the limit 'callsInFlight' allows: ${limits.callsInFlight}.`,
      );
    }
    const call = new IncomingCall(this.#references.root);
    this.#incoming.set(id, call);
    try {
      const value = new Decoder(this.#carrier).decode(tree);
      const result = method.startsWith(TAG)
        ? this.#internal(method, value, call)
        : this.#options.handle(method, value, call);
      if (!isThenable(result)) return this.#succeed(id, call, result);
      // It may be any thenable, also one that throws.
      Promise.resolve(result).then((value) => this.#succeed(id, call, value), (error) => this.#fail(id, call, error));
    } catch (error) {
      if (isWireError(error) && ++this.#badCalls > BAD_CALLS) {
        throw new WireError(`${capitalized(label)} made more than ${BAD_CALLS} calls that were not well formed.`, {
          cause: error,
        });
      }
      this.#fail(id, call, error);
    }
  }

  #internal(method: string, value: unknown, call: IncomingCall): unknown {
    const { kind, id, member } = parseInternal(method);
    return kind === "r"
      ? this.#references.invoke(id, member, value, call)
      : this.#streams.serve(id, member, value, call);
  }

  #succeed(id: number, call: IncomingCall, result: unknown): void {
    if (this.#ended !== undefined) return;
    const encoder = new Encoder(this.#carrier, call.scope);
    const failed = (error: unknown) => {
      encoder.rollback();
      this.#fail(id, call, error);
    };
    const send = (tree: unknown) => {
      try {
        this.#reply(id, "ok", tree);
      } catch (error) {
        failed(error);
      }
    };
    try {
      const tree = encoder.encode(result);
      if (tree instanceof Promise) tree.then(send, failed);
      else send(tree);
    } catch (error) {
      failed(error);
    }
  }

  #fail(id: number, call: IncomingCall, error: unknown): void {
    this.#guarded(() => {
      try {
        this.#reply(id, "err", new Encoder(this.#carrier, call.scope).encodeThrown(error));
      } catch {
        this.#reply(id, "err", shortError(error, this.#options.label));
      }
    });
  }

  #reply(id: number, kind: "ok" | "err", tree: unknown): void {
    const text = JSON.stringify([kind, id, tree]);
    // The other side may begin another call as soon as it has the answer.
    if (this.#ended === undefined) this.#writer.answer(text);
    this.#incoming.delete(id);
  }

  #sendText(text: string): void {
    if (this.#ended === undefined) this.#writer.send(text);
  }

  /** Does what has nobody to throw at: it ends the connection instead. */
  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#broken(error);
    }
  }

  #broken(error: unknown): void {
    const { label } = this.#options;
    const reason = error instanceof TenonError
      ? error
      : new ConnectionError(`The connection to ${label} broke: ${errorText(error)}`, { cause: error });
    this.#end(reason, true);
  }

  #end(reason: Error, now: boolean): void {
    if (this.#ended !== undefined) return;
    // What is queued is written, but if the other side broke the rules there is nothing to say.
    const written = now ? this.#writer.abort(reason) : this.#writer.close();
    this.#ended = { reason, closed: Promise.all([written, this.#reader.stop(reason)]).then(() => {}) };
    this.#outgoing.end(reason);
    for (const call of this.#incoming.values()) call.stop(() => reason);
    this.#incoming.clear();
    this.#references.end();
    this.#streams.end(reason);
    try {
      this.#options.onEnd(reason);
    } catch { /* There is nobody left to tell. */ }
  }
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
