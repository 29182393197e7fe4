/** What isolated plugins are held to. */
export interface SandboxLimits {
  /** The longest message between host and plugin, in bytes. */
  readonly messageBytes: number;
  /** How deep values may be nested. */
  readonly depth: number;
  /** How many calls may wait for an answer at the same time, for each plugin and direction. */
  readonly callsInFlight: number;
  /** How many shared objects a plugin may hold references to at the same time. */
  readonly references: number;
  /** How many lines a plugin may print in a second; what is more is counted and dropped. */
  readonly logLinesPerSecond: number;
  /** The longest line that is printed for a plugin, in UTF-16 code units; the rest is cut off. */
  readonly logLineLength: number;
  /** How long a plugin may take to start, in milliseconds, where neither its entry nor the host says. */
  readonly startMs: number;
  /** How long a plugin may take to answer a call, in milliseconds, where no other deadline is shorter. Then it is killed. */
  readonly callMs: number;
  /** How long a plugin may take to end by itself when it is closed, in milliseconds. Then it is killed. */
  readonly closeMs: number;
  /** How often a plugin that died is started again before it is put in quarantine. */
  readonly restarts: number;
  /** For how long a plugin must live, in milliseconds, for its earlier deaths to be forgotten. */
  readonly restartWindowMs: number;
  /** How long to wait before the first start again, in milliseconds. Each further wait is twice as long. */
  readonly restartDelayMs: number;
  /** The memory of a plugin's process, in MiB, where its entry does not say: of its heap, and beyond what the process began with. */
  readonly memoryMb: number;
  /** How many plugins are prepared and started at the same time. */
  readonly startsAtOnce: number;
}

/** The limits that hold where the host does not set others. */
export const SANDBOX_LIMITS: SandboxLimits = Object.freeze({
  messageBytes: 16 * 1024 * 1024,
  depth: 64,
  callsInFlight: 1000,
  references: 10_000,
  logLinesPerSecond: 100,
  logLineLength: 2000,
  startMs: 30_000,
  callMs: 30_000,
  closeMs: 2000,
  restarts: 3,
  restartWindowMs: 60_000,
  restartDelayMs: 100,
  memoryMb: 256,
  startsAtOnce: 8,
});

/** The longest that a timer waits, in milliseconds. A longer time would make it go off at once. */
const LONGEST = 2 ** 31 - 1;

/** Which whole numbers each limit can be: from and to. */
export const LIMIT_RANGES: Readonly<Record<keyof SandboxLimits, readonly [least: number, most: number]>> = {
  // What starts a plugin must fit into a message, and a message into a string.
  messageBytes: [1024, 2 ** 28],
  // Values are walked by functions that call themselves.
  depth: [1, 1000],
  callsInFlight: [1, 2 ** 20],
  references: [1, 2 ** 20],
  logLinesPerSecond: [1, 2 ** 20],
  logLineLength: [1, 2 ** 20],
  startMs: [1, LONGEST],
  callMs: [1, LONGEST],
  closeMs: [1, LONGEST],
  restarts: [0, 1000],
  restartWindowMs: [0, LONGEST],
  restartDelayMs: [0, LONGEST],
  memoryMb: [16, 2 ** 20],
  startsAtOnce: [1, 1000],
};
