import type { SharedOut, ShareRecord } from "../share.ts";
import { isThenable } from "../../engine/kinds.ts";
import type { Peer } from "./carrier.ts";
import type { Decoder } from "./decode.ts";
import { idOf } from "./decode_objects.ts";
import type { IncomingCall } from "./incoming_call.ts";
import { type Fields, TAG } from "./tree.ts";
import { LimitError, SharedReferenceError, WireError } from "./wire_errors.ts";

/** How much of the other side's reason for dropping a reference is kept. */
const REASON_LENGTH = 500;

/** An object of this side that the other one has a reference to. */
interface Given extends SharedOut {
  readonly id: number;
  readonly record: ShareRecord;
  readonly scope: Scope;
}

/** What this side knows of an object of the other's. */
interface Received {
  readonly id: number;
  /** The frozen object that stands for it; each message brings the data anew. */
  stub: object;
  /** Why it can be used no longer. */
  gone: string | undefined;
}

/** How long references live: those that are given out in a scope work until it is closed. */
export class Scope {
  /** Such as "the call of hook 'beforeRun'", for people. */
  readonly label: string;
  /** The references in it. For {@linkcode References} only. */
  given: Map<ShareRecord, Given> | undefined;
  /** Whether it is closed. */
  closed = false;
  readonly #references: References;

  /** Takes what it is a scope of, and how to speak of it. */
  constructor(references: References, label: string) {
    this.#references = references;
    this.label = label;
  }

  /** Ends the references in this scope. What is shared with `keep` is in none. May be called again. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    if (this.given !== undefined) this.#references.close(this, this.given);
  }
}

/** The shared objects of one connection: those that this side gave out, and those that it received. */
export class References {
  /** The scope of what is shared until the connection ends. */
  readonly root: Scope;
  readonly #peer: Peer;
  readonly #given = new Map<number, Given>();
  readonly #received = new Map<number, Received>();
  readonly #byStub = new WeakMap<object, Received>();
  #nextId = 0;

  /** Takes the other side. */
  constructor(peer: Peer) {
    this.#peer = peer;
    this.root = new Scope(this, "the connection");
  }

  /** How many references this side gave out, and how many it holds. */
  get sizes(): { given: number; received: number } {
    return { given: this.#given.size, received: this.#received.size };
  }

  /**
   * Gives out a reference, or finds the one that was given out for the same in the same scope.
   *
   * @returns Its number.
   * @throws {LimitError} If there are too many.
   * @throws {SharedReferenceError} If the scope is closed.
   */
  give(record: ShareRecord, scope: Scope): number {
    const home = record.keep ? this.root : scope;
    if (home.closed) throw new SharedReferenceError(`Cannot share an object for ${home.label}: it has ended.`);
    const known = home.given?.get(record);
    if (known !== undefined) return known.id;
    const { limits, peer } = this.#peer;
    if (this.#given.size >= limits.references) {
      throw new LimitError(
        "references",
        `Cannot share another object with ${peer}: ${limits.references} references are out, which is the limit 'references'.`,
      );
    }
    const given: Given = { id: this.#nextId++, record, scope: home, release: () => this.#unshare(given) };
    this.#given.set(given.id, given);
    (home.given ??= new Map()).set(record, given);
    record.references.add(given);
    return given.id;
  }

  /**
   * The number of an object that came from the other side, for sending it home; a text, if it works no longer; `undefined`
   * for all other objects.
   */
  home(object: object): number | string | undefined {
    const received = this.#byStub.get(object);
    return received === undefined ? undefined : received.gone ?? received.id;
  }

  /** The object of this side that the other side sends back. */
  comeHome(id: number): object {
    const given = this.#given.get(id);
    if (given === undefined) throw this.#notShared("Cannot give back a shared object");
    return given.record.object;
  }

  /**
   * Checks that a reference still works, after something was waited for.
   *
   * @throws {SharedReferenceError} If it does not.
   */
  checkGiven(id: number): void {
    if (!this.#given.has(id)) throw this.#notShared("Cannot send a shared object");
  }

  /** Makes, or finds, what stands for an object of the other side. */
  receive(node: Fields, decoder: Decoder, depth: number): object {
    const id = idOf(node);
    const known = this.#received.get(id);
    if (node.m === undefined) {
      if (known === undefined) throw new WireError("A message refers to an object that was not shared.");
      return known.stub;
    }
    decoder.enter(depth);
    const { m: methods, d: data } = node;
    if (!Array.isArray(methods)) throw new WireError("A shared object must have a list of methods.");
    for (let i = 0; i < methods.length; i++) decoder.heavy();
    // Without data there is nothing new about it.
    if (known !== undefined && isEmpty(data)) return known.stub;
    if (known === undefined && this.#received.size >= this.#peer.limits.references) {
      throw new WireError("More objects were shared than the limit 'references' allows.");
    }
    const stub: Fields = Object.create(null);
    const received = known ?? { id, stub, gone: undefined };
    const { stub: before } = received;
    received.stub = stub;
    this.#received.set(id, received);
    this.#byStub.set(stub, received);
    try {
      this.#fill(stub, received, methods, decoder.fields(data, depth));
    } catch (error) {
      // Shared objects may hold each other, so it had to be known before it was complete.
      if (known === undefined) this.#received.delete(id);
      received.stub = before;
      throw error;
    }
    return Object.freeze(stub);
  }

  /**
   * Lets the other side call a method of an object that was shared with it.
   *
   * @throws {WireError} If no object was ever given this number.
   * @throws {SharedReferenceError} If it, or the member, is not shared.
   * @throws what the method throws.
   */
  invoke(id: number, member: string, args: unknown, call: IncomingCall): unknown {
    if (id >= this.#nextId) throw new WireError("A call is for an object that was never shared.");
    const given = this.#given.get(id);
    if (given === undefined) throw this.#notShared(`Cannot call '${member}' of a shared object`);
    if (!given.record.members.has(member)) {
      throw new SharedReferenceError(`Cannot call '${member}' of a shared object: this member is not shared.`);
    }
    if (!Array.isArray(args)) throw new WireError("The arguments of a call must be a list.");
    call.scope = given.scope;
    const { object } = given.record;
    const method: unknown = (object as Fields)[member];
    if (typeof method !== "function") {
      throw new SharedReferenceError(`Cannot call '${member}' of a shared object: it is no function.`);
    }
    const result: unknown = Reflect.apply(method, object, args);
    return isThenable(result) ? Promise.resolve(result) : result;
  }

  /**
   * Marks references as useless, because the other side says so. Those that are not known may have come in a message that
   * failed.
   *
   * @throws {WireError} If there are more than can have been shared.
   */
  dropped(ids: readonly unknown[], reason: string): void {
    if (ids.length > this.#peer.limits.references) {
      throw new WireError("More objects were dropped at once than the limit 'references' allows to share.");
    }
    for (const id of ids) {
      const received = this.#received.get(id as number);
      if (received === undefined) continue;
      received.gone = reason.slice(0, REASON_LENGTH);
      this.#received.delete(received.id);
    }
  }

  /** Ends the references of a scope. For {@linkcode Scope} only. */
  close(scope: Scope, given: Map<ShareRecord, Given>): void {
    const ids = Array.from(given.values(), (one) => this.#forget(one));
    given.clear();
    if (ids.length > 0) this.#peer.drop(ids, `it was shared for ${scope.label} only`);
  }

  /** Forgets everything, as the connection has ended. */
  end(): void {
    for (const given of this.#given.values()) {
      this.#forget(given);
      given.scope.given?.clear();
      given.scope.closed = true;
    }
    this.root.closed = true;
    this.#received.clear();
  }

  #fill(stub: Fields, received: Received, methods: readonly unknown[], data: Fields): void {
    for (const name of methods) {
      if (typeof name !== "string" || name === "then" || name === "__proto__") {
        throw new WireError("A shared object must have no method of such a name.");
      }
      stub[name] = (...args: unknown[]): Promise<unknown> => this.#call(received, name, args);
    }
    for (const [key, value] of Object.entries(data)) stub[key] = value;
  }

  #call(received: Received, name: string, args: readonly unknown[]): Promise<unknown> {
    if (received.gone !== undefined) {
      return Promise.reject(new SharedReferenceError(`Cannot call '${name}' of a shared object: ${received.gone}.`));
    }
    return this.#peer.request(`${TAG}r${received.id}.${name}`, args, "arguments");
  }

  #unshare(given: Given): void {
    given.scope.given?.delete(given.record);
    this.#peer.drop([this.#forget(given)], "it is shared no longer");
  }

  #forget(given: Given): number {
    this.#given.delete(given.id);
    given.record.references.delete(given);
    return given.id;
  }

  #notShared(what: string): SharedReferenceError {
    return new SharedReferenceError(`${what}: it is not, or no longer, shared.`);
  }
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}
