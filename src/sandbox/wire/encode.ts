import { errorText } from "../../engine/errors.ts";
import { type ShareRecord, shareRecord } from "../share.ts";
import type { Carrier } from "./carrier.ts";
import { encodeSpecial, kindOf } from "./encode_objects.ts";
import { shortError } from "./errors.ts";
import { pathText, type Step } from "./path.ts";
import { copyOf, copyTree } from "./copy.ts";
import type { Scope } from "./references.ts";
import { type Fields, HEAVY_OBJECTS, TAG, UNDEFINED } from "./tree.ts";
import { CarryError, LimitError, SharedReferenceError } from "./wire_errors.ts";

/** Bytes that a message still waits for. */
interface PendingBlob {
  readonly node: { v: string };
  readonly blob: Blob;
  readonly path: string;
}

/**
 * Turns one value into what `JSON.stringify` can write. Plain data stays the object that it is; what holds something else
 * is copied. What comes out has to be written at once, before anybody changes the value.
 */
export class Encoder {
  /** What the value goes over. */
  readonly carrier: Carrier;
  /** Whether blobs and streams may be carried. */
  resources: boolean;
  readonly #scope: Scope;
  readonly #root: string;
  // The steps from the value to what is looked at, and the objects on the way: written over, not pushed and popped.
  readonly #steps: Step[] = [];
  readonly #ancestors: object[] = [];
  #at = -1;
  #size = 0;
  #share = 1;
  #heavy = 0;
  #sent: Set<number> | undefined;
  #blobs: PendingBlob[] | undefined;
  #undo: (() => void)[] | undefined;

  /**
   * Takes the connection, what the references in the value belong to, what paths begin with, and whether blobs and streams
   * may be carried.
   */
  constructor(carrier: Carrier, scope: Scope, root = "", resources = true) {
    this.carrier = carrier;
    this.#scope = scope;
    this.#root = root;
    this.resources = resources;
  }

  /**
   * Encodes the value. To be called once.
   *
   * @returns The tree; a promise of it, if the value holds blobs, whose bytes must be waited for. If that is rejected, or the
   * tree is not sent, {@linkcode rollback} has to be called.
   * @throws {CarryError} If something in the value cannot be carried.
   * @throws {LimitError} If it is too large, or shares too much.
   */
  encode(value: unknown): unknown | Promise<unknown> {
    try {
      const tree = this.value(value, 0);
      return this.#blobs === undefined ? tree : this.#fill(tree, this.#blobs);
    } catch (error) {
      this.rollback();
      throw this.#explained(error);
    }
  }

  /** Encodes what somebody threw: an error, or if it can be carried, a value. Never throws. */
  encodeThrown(thrown: unknown): unknown {
    this.resources = false;
    // Parts of an error are left out for the rest of it to fit, and what is counted is less than what is written.
    this.#share = 0.5;
    try {
      return this.value(thrown, 0);
    } catch {
      return shortError(thrown, this.carrier.peer);
    }
  }

  /** Takes back what encoding did to streams. For when the message is not sent. */
  rollback(): void {
    for (const undo of this.#undo ?? []) undo();
    this.#undo = undefined;
  }

  /** Has something done if the message is not sent. */
  onRollback(undo: () => void): void {
    (this.#undo ??= []).push(undo);
  }

  /** Encodes a part of the value. For objects of kinds that hold values, with what it is to them. */
  value(value: unknown, depth: number): unknown {
    switch (typeof value) {
      case "string":
        this.grow(value.length + 2);
        return value;
      case "number":
        this.grow(2);
        if (Number.isFinite(value) && !Object.is(value, -0)) return value;
        return { [TAG]: "number", v: Object.is(value, -0) ? "-0" : String(value) };
      case "boolean":
        this.grow(4);
        return value;
      case "object":
        if (value !== null) return this.#object(value, depth);
        this.grow(4);
        return null;
      case "undefined":
        this.grow(10);
        return UNDEFINED;
      case "bigint": {
        const text = value.toString(16);
        this.grow(text.length + 20);
        return { [TAG]: "bigint", v: text };
      }
      default:
        throw this.refusal(`it is ${kindOf(value)}; share the object that it belongs to, or leave it out`);
    }
  }

  /** Says where encoding is: at which part of the object at this depth. */
  step(depth: number, step: Step): void {
    this.#steps[depth] = step;
    this.#at = depth;
  }

  /** Counts characters of the message, of which each is a byte at least, so that no value is walked much beyond the limit. */
  grow(size: number): void {
    const { limits: { messageBytes }, peer } = this.carrier;
    if (this.#size + size <= messageBytes * this.#share) {
      this.#size += size;
      return;
    }
    const path = this.#path();
    throw new LimitError(
      "messageBytes",
      `Cannot carry ${path === "" ? "the value" : `'${path}'`} to ${peer}: ` +
        `with it the message has more than ${messageBytes} bytes, which is the limit 'messageBytes'.`,
    );
  }

  /** Counts an object that costs more than its text. */
  heavy(): void {
    if (++this.#heavy > HEAVY_OBJECTS) {
      throw this.refusal(`one message carries ${HEAVY_OBJECTS} objects of such kinds at most`);
    }
  }

  /** Refuses what is within itself. For objects of which parts are left out, so that no depth would end it. */
  checkCycle(value: object, depth: number): void {
    if (this.#ancestors.indexOf(value) < depth) throw this.refusal("it holds itself");
  }

  /** Encodes a part that may be left out, and counts its key: gives `undefined` if it cannot be carried. */
  attempt(value: unknown, depth: number, key = ""): unknown {
    const resources = this.resources;
    this.resources = false;
    try {
      this.grow(key.length + 3);
      return this.value(value, depth);
    } catch {
      // What was walked in vain counts nevertheless: trying must not take longer than a whole message does.
      return undefined;
    } finally {
      this.resources = resources;
    }
  }

  /** The error for what encoding has come to. */
  refusal(problem: string): CarryError {
    return new CarryError(this.#path(), this.carrier.peer, problem);
  }

  /** Leaves out the bytes of a blob, to be put in when they are there. */
  pend(node: { v: string }, blob: Blob): void {
    (this.#blobs ??= []).push({ node, blob, path: this.#path() });
  }

  #object(value: object, depth: number): unknown {
    const { references, limits } = this.carrier;
    const home = references.home(value);
    if (home !== undefined) {
      if (typeof home === "string") throw this.refusal(home);
      this.grow(16);
      return { [TAG]: "back", i: home };
    }
    const record = shareRecord(value);
    if (depth >= limits.depth) throw this.#tooDeep(value, depth);
    this.#ancestors[depth] = value;
    if (record !== undefined) return this.#reference(record, depth);
    const isArray = Array.isArray(value);
    const prototype: unknown = Object.getPrototypeOf(value);
    this.grow(2);
    if (isArray && prototype === Array.prototype) return this.#array(value, depth);
    if (prototype === Object.prototype || prototype === null) return this.#plain(value as Fields, depth);
    return encodeSpecial(value, prototype as object, this, depth);
  }

  #array(value: readonly unknown[], depth: number): unknown {
    const { length } = value;
    // JSON.stringify would call it, instead of writing what was looked at here.
    let copy: unknown[] | undefined = "toJSON" in value ? [] : undefined;
    for (let i = 0; i < length; i++) {
      this.step(depth, i);
      const item = value[i];
      const tree = this.value(item, depth + 1);
      if (copy !== undefined) copy.push(tree);
      else if (tree !== item) {
        copy = [];
        for (let k = 0; k < i; k++) copy.push(value[k]);
        copy.push(tree);
      }
    }
    return copy ?? value;
  }

  #plain(value: Fields, depth: number): unknown {
    const keys = Object.keys(value);
    let copy: Fields | undefined = "toJSON" in value ? {} : undefined;
    let tagged = false;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      if (key === "__proto__") {
        copy ??= copyOf(value, keys, i);
        continue;
      }
      if (key === TAG) tagged = true;
      this.step(depth, key);
      this.grow(key.length + 3);
      const item = value[key];
      const tree = this.value(item, depth + 1);
      if (copy === undefined && tree !== item) copy = copyOf(value, keys, i);
      if (copy !== undefined) copy[key] = tree;
    }
    const plain = copy ?? value;
    return tagged ? { [TAG]: "object", v: plain } : plain;
  }

  #reference(record: ShareRecord, depth: number): unknown {
    const id = this.carrier.references.give(record, this.#scope);
    this.heavy();
    if (this.#sent?.has(id)) return { [TAG]: "ref", i: id };
    (this.#sent ??= new Set()).add(id);
    const methods: string[] = [];
    const data: Fields = {};
    for (const member of record.members) {
      this.step(depth, member);
      this.grow(member.length + 3);
      const value = (record.object as Fields)[member];
      if (typeof value === "function") {
        this.heavy();
        methods.push(member);
      } else if (member in record.object) data[member] = this.value(value, depth + 1);
      else throw this.refusal("the shared object must have this member");
    }
    return { [TAG]: "ref", i: id, m: methods, d: data };
  }

  async #fill(tree: unknown, blobs: readonly PendingBlob[]): Promise<unknown> {
    const own = new Set<unknown>(blobs.map(({ node }) => node));
    const snapshot = copyTree(tree, own);
    for (const { node, blob, path } of blobs) {
      try {
        node.v = new Uint8Array(await blob.arrayBuffer()).toBase64();
      } catch (cause) {
        throw new CarryError(path, this.carrier.peer, "its bytes cannot be read", { cause });
      }
    }
    for (const id of this.#sent ?? []) this.carrier.references.checkGiven(id);
    return snapshot;
  }

  #path(): string {
    return pathText(this.#root, this.#steps.slice(0, this.#at + 1));
  }

  #tooDeep(value: object, depth: number): CarryError {
    const path = [...this.#ancestors.slice(0, depth), value];
    const end = path.findIndex((object, i) => path.indexOf(object) < i);
    if (end === -1) return this.refusal(`values may be nested ${this.carrier.limits.depth} deep, and it is deeper`);
    this.#at = end - 1;
    const start = pathText(this.#root, this.#steps.slice(0, path.indexOf(path[end]!)));
    return this.refusal(
      `it is ${start === "" ? "the value" : `'${start}'`} again, and what holds itself cannot be copied`,
    );
  }

  #explained(error: unknown): unknown {
    if (error instanceof CarryError || error instanceof LimitError || error instanceof SharedReferenceError) {
      return error;
    }
    return new CarryError(this.#path(), this.carrier.peer, `it cannot be read (${errorText(error).slice(0, 200)})`, {
      cause: error,
    });
  }
}
