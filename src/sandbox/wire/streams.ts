import { errorText } from "../../engine/errors.ts";
import type { Peer } from "./carrier.ts";
import type { IncomingCall } from "./incoming_call.ts";
import { type References, Scope } from "./references.ts";
import { TAG } from "./tree.ts";
import { CarryError, LimitError, SharedReferenceError, WireError } from "./wire_errors.ts";

/** A stream of this side that the other one reads or writes. */
interface Given {
  readonly reader?: ReadableStreamDefaultReader<unknown>;
  readonly writer?: WritableStreamDefaultWriter<unknown>;
  /** What references in its chunks belong to. */
  readonly scope: Scope;
}

/**
 * The streams of one connection. A stream stays on the side that sent it; the other one asks for a chunk, or hands one over,
 * and waits for the answer, so that a slow reader holds back a fast writer.
 */
export class Streams {
  readonly #peer: Peer;
  readonly #references: References;
  readonly #given = new Map<number, Given>();
  readonly #received = new Set<number>();
  #nextId = 0;

  /** Takes the other side, and the references in chunks. */
  constructor(peer: Peer, references: References) {
    this.#peer = peer;
    this.#references = references;
  }

  /** How many streams this side gave out and received that have not ended. */
  get sizes(): { given: number; received: number } {
    return { given: this.#given.size, received: this.#received.size };
  }

  /**
   * Gives out a stream, which is locked from then on.
   *
   * @throws {LimitError} If there are too many.
   * @throws {TypeError} If it is locked already.
   */
  give(stream: ReadableStream<unknown> | WritableStream<unknown>): number {
    const { limits: { references: limit }, peer } = this.#peer;
    if (this.#given.size >= limit) {
      throw new LimitError(
        "references",
        `Cannot send another stream to ${peer}: ${limit} streams are open, which is the limit 'references'.`,
      );
    }
    const scope = new Scope(this.#references, "the time of a stream");
    const id = this.#nextId++;
    this.#given.set(
      id,
      stream instanceof ReadableStream ? { reader: stream.getReader(), scope } : { writer: stream.getWriter(), scope },
    );
    return id;
  }

  /** Unlocks a stream, as the message with it is not sent. */
  takeBack(id: number): void {
    const given = this.#forget(id);
    given?.reader?.releaseLock();
    given?.writer?.releaseLock();
  }

  /**
   * Answers what the other side asks of a stream.
   *
   * @throws {WireError} If no stream was ever given this number, or it cannot do this.
   * @throws {SharedReferenceError} If it has ended.
   */
  serve(id: number, action: string, value: unknown, call: IncomingCall): unknown {
    if (id >= this.#nextId) throw new WireError("A call is for a stream that was never sent.");
    const given = this.#given.get(id);
    // It may have ended while the other side gave it up.
    if (given === undefined && (action === "cancel" || action === "abort")) return undefined;
    if (given === undefined) throw new SharedReferenceError("Cannot use a stream: it is not, or no longer, open.");
    call.scope = given.scope;
    const { reader, writer } = given;
    if (reader !== undefined && action === "pull") return this.#pull(id, reader);
    if (reader !== undefined && action === "cancel") return this.#last(id, reader.cancel(value));
    if (writer !== undefined && action === "write") return this.#write(id, writer, value);
    if (writer !== undefined && action === "close") return this.#last(id, writer.close());
    if (writer !== undefined && action === "abort") return this.#last(id, writer.abort(value));
    throw new WireError("A stream was asked for what it cannot do.");
  }

  /** Makes a stream of what the other side lets this one read. */
  receiveReadable(id: number): ReadableStream<unknown> {
    this.#open(id);
    return new ReadableStream<unknown>({
      pull: async (controller) => {
        const chunk = await this.#request(id, "pull", undefined, "cancel");
        if (!Array.isArray(chunk) || chunk.length > 1) {
          throw this.#failed(id, "cancel", new WireError("A stream gave no chunk."));
        }
        if (chunk.length === 1) return controller.enqueue(chunk[0]);
        this.#received.delete(id);
        controller.close();
      },
      cancel: (reason) => this.#giveUp(id, "cancel", reason),
    }, { highWaterMark: 0 });
  }

  /** Makes a stream of what the other side lets this one write. */
  receiveWritable(id: number): WritableStream<unknown> {
    this.#open(id);
    return new WritableStream<unknown>({
      write: async (chunk) => {
        await this.#request(id, "write", chunk, "abort");
      },
      close: async () => {
        await this.#request(id, "close", undefined, "abort");
        this.#received.delete(id);
      },
      abort: (reason) => this.#giveUp(id, "abort", reason),
    });
  }

  /** Ends all streams, as the connection has ended. Those that were received end when they are used. */
  end(reason: Error): void {
    for (const id of [...this.#given.keys()]) {
      const given = this.#forget(id);
      given?.reader?.cancel(reason).catch(ignore);
      given?.writer?.abort(reason).catch(ignore);
    }
    this.#received.clear();
  }

  async #pull(id: number, reader: ReadableStreamDefaultReader<unknown>): Promise<unknown[]> {
    try {
      const { done, value } = await reader.read();
      if (!done) return [value];
      this.#forget(id);
      return [];
    } catch (error) {
      this.#forget(id);
      throw error;
    }
  }

  async #write(id: number, writer: WritableStreamDefaultWriter<unknown>, chunk: unknown): Promise<void> {
    try {
      await writer.write(chunk);
      // What the writer has taken may be waiting yet.
      await writer.ready;
    } catch (error) {
      this.#forget(id);
      throw error;
    }
  }

  async #last(id: number, ended: Promise<void>): Promise<void> {
    try {
      await ended;
    } finally {
      this.#forget(id);
    }
  }

  #forget(id: number): Given | undefined {
    const given = this.#given.get(id);
    this.#given.delete(id);
    given?.scope.close();
    return given;
  }

  #open(id: number): void {
    if (this.#received.has(id)) throw new WireError("A message holds a stream that was sent before.");
    if (this.#received.size >= this.#peer.limits.references) {
      throw new WireError("More streams were sent than the limit 'references' allows.");
    }
    this.#received.add(id);
  }

  async #request(id: number, action: string, value: unknown, giveUp: string): Promise<unknown> {
    try {
      return await this.#peer.request(`${TAG}s${id}.${action}`, value, "chunk");
    } catch (error) {
      throw this.#failed(id, giveUp, error);
    }
  }

  /** A stream that failed on this side is not read or written any more: the other side is to know. */
  #failed(id: number, giveUp: string, error: unknown): unknown {
    this.#giveUp(id, giveUp, error).catch(ignore);
    return error;
  }

  async #giveUp(id: number, action: string, reason: unknown): Promise<void> {
    if (!this.#received.delete(id)) return;
    const method = `${TAG}s${id}.${action}`;
    try {
      await this.#peer.request(method, reason, "reason");
    } catch (error) {
      // The reason may be anything, but the other side has to be told.
      if (!(error instanceof CarryError || error instanceof LimitError)) throw error;
      await this.#peer.request(method, new Error(errorText(reason).slice(0, 500)), "reason");
    }
  }
}

function ignore(): void {}
