import { UsageError } from "../engine/errors.ts";

/**
 * What an isolated plugin sees of a shared object: the listed methods, which return promises there, and the listed data as
 * it was when it was sent. A spec that types an argument so is right for plugins on both sides.
 *
 * @example
 * ```ts
 * import type { Shared } from "@tenon/tenon";
 *
 * interface Agent {
 *   sessionId: string;
 *   addMessage(text: string): void;
 *   secret: string;
 * }
 *
 * export async function greet(agent: Shared<Agent, "sessionId" | "addMessage">): Promise<void> {
 *   await agent.addMessage(`Hello, ${agent.sessionId}`);
 * }
 * ```
 */
export type Shared<T, K extends keyof T> = { readonly [P in K]: SharedMember<T[P]> };

/** A method as it is seen through a reference: it returns a promise. Other members stay what they are. */
export type SharedMember<M> = M extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : M;

/** Options of {@linkcode share}. */
export interface ShareOptions {
  /** Let plugins use the object until they end or {@linkcode unshare} is called, not only until the call that brings it ends. */
  readonly keep?: boolean;
}

/** What one call of {@linkcode share} says about an object. The same members give the same record. */
export interface ShareRecord {
  /** The object itself. */
  readonly object: object;
  /** The names of the members that may be used from the other side. */
  readonly members: ReadonlySet<string>;
  /** Whether the object is shared beyond the call that brings it. */
  readonly keep: boolean;
  /** References to the object that are out there. */
  readonly references: Set<SharedOut>;
}

/** A reference that a connection has given out. */
export interface SharedOut {
  /** Makes the reference useless, because the object is shared no longer. */
  release(): void;
}

/** All that is known of one shared object. */
interface Sharing {
  current: ShareRecord;
  readonly records: Map<string, ShareRecord>;
  readonly references: Set<SharedOut>;
}

// A host and what it depends on may bring several copies of Tenon, and all must see what one of them shared. The number is
// that of the format of the records.
const REGISTRY = Symbol.for("tenon.shared:1");
const registry: WeakMap<object, Sharing> =
  ((globalThis as { [REGISTRY]?: WeakMap<object, Sharing> })[REGISTRY] ??= new WeakMap());

/**
 * Says which members of an object isolated plugins may use. Plugins in the host get the object itself; isolated ones get a
 * reference with the listed members and nothing else, which works until the call that brought it ends. Each call of `share`
 * for the same object replaces what the call before said, for what is sent from then on; references that are out there
 * keep their members.
 *
 * @param object What is shared.
 * @param members The names of its methods and data that may be used. Data is copied whenever the object is sent.
 * @param options Whether it stays usable after the call.
 * @returns The same object.
 * @throws {UsageError} If it is no object, or has no such member.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { share } from "@tenon/tenon";
 *
 * const agent = { sessionId: "a1", secret: "s", addMessage(_text: string) {} };
 * assertEquals(share(agent, ["sessionId", "addMessage"]) === agent, true);
 * ```
 */
export function share<T extends object, const K extends keyof T & string>(
  object: T,
  members: readonly K[],
  options: ShareOptions = {},
): T & Shared<T, K> {
  if (object === null || typeof object !== "object") {
    throw new UsageError(
      "cannot-share",
      `Cannot share ${object === null ? "null" : `a ${typeof object}`}: only objects can be shared.`,
    );
  }
  if (!Array.isArray(members)) {
    throw new UsageError("cannot-share", "Cannot share an object: its members must be a list of names.");
  }
  for (const member of members as readonly unknown[]) checkMember(object, member);
  const keep = options.keep === true;
  const key = JSON.stringify([keep, ...members]);
  const sharing = registry.get(object);
  const references = sharing?.references ?? new Set<SharedOut>();
  const record = sharing?.records.get(key) ?? { object, members: new Set(members), keep, references };
  if (sharing === undefined) {
    registry.set(object, { current: record, records: new Map([[key, record]]), references });
  } else {
    sharing.records.set(key, record);
    sharing.current = record;
  }
  return object as T & Shared<T, K>;
}

/**
 * Ends the sharing of an object: all references to it stop working, kept ones too. Sent again, it is treated like any other
 * object. Nothing happens if it is not shared.
 *
 * @param object What {@linkcode share} was called with.
 */
export function unshare(object: object): void {
  const sharing = registry.get(object);
  registry.delete(object);
  for (const reference of [...sharing?.references ?? []]) reference.release();
}

/** What may cross of an object: what the last call of {@linkcode share} said, or `undefined`. */
export function shareRecord(object: object): ShareRecord | undefined {
  return registry.get(object)?.current;
}

function checkMember(object: object, member: unknown): void {
  const say = (what: string) => new UsageError("cannot-share", `Cannot share the member '${String(member)}': ${what}.`);
  if (typeof member !== "string") throw say("the name of a member must be a string");
  // An object with a method `then` would be called by whoever awaits it.
  if (member === "then") throw say("an object with it would be taken for a promise");
  if (member === "__proto__") throw say("it is no member");
  if (!(member in object)) throw say("the object must have it");
}
