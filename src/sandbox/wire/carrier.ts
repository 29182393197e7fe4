import type { SandboxLimits } from "../limits.ts";
import type { References } from "./references.ts";
import type { Streams } from "./streams.ts";

/** The limits that the wire holds both sides to. */
export type WireLimits = Pick<SandboxLimits, "messageBytes" | "depth" | "callsInFlight" | "references">;

/** The other side, as references and streams need it. */
export interface Peer {
  /** The limits. */
  readonly limits: WireLimits;
  /** How to speak of it, such as "plugin 'slack'". */
  readonly peer: string;
  /**
   * Calls it. The path of a refused value begins with `root`.
   *
   * @throws (as a rejection) what it threw, why the value cannot be sent, or why the connection ended.
   */
  request(method: string, value: unknown, root: string): Promise<unknown>;
  /** Tells it that references work no longer, and why. */
  drop(ids: readonly number[], reason: string): void;
}

/** What a connection offers to the parts that turn values into messages and back. */
export interface Carrier extends Peer {
  /** Objects that are shared over the connection. */
  readonly references: References;
  /** Streams that go over the connection. */
  readonly streams: Streams;
}
