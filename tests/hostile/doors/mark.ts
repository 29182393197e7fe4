/** What the doors share: each is a plugin of the project "hostile" with one impl, of the hook `attempt`. */

/** What a door is given to try with. */
export interface Gift {
  /** A file that nobody granted; the secret is in it. */
  readonly secretFile: string;
  /** The folder that the file is in. */
  readonly outsideFolder: string;
  /** A folder that some doors may read and write. */
  readonly grantedFolder: string;
  /** The same, with `link`, which leads to the folder outside, and `swapped`, which is to become such a link. */
  readonly linkedFolder: string;
  /** Where a server on the loopback interface listens; it writes down who asks for what. */
  readonly serverUrl: string;
  /** The same server by another name of the host. */
  readonly otherUrl: string;
  /** A port on the loopback interface where datagrams are written down. */
  readonly udpPort: number;
  /** An environment variable of the host that has the secret. */
  readonly envName: string;
  /** The host's process. */
  readonly hostPid: number;
  /** A text of this attempt's own, for what it leaves behind: requests, files, lines. */
  readonly mark: string;
  /** How much memory to take, in MiB. */
  readonly greedyMb: number;
  /** What the host shares: `note` and `add`; `secret` and `tell` are not for plugins. */
  readonly shared: Shared;
  /** A list of the host's own. */
  readonly list: string[];
  /** A module that the host has loaded and the plugin has not, on the server. */
  readonly cachedUrl: string;
  /** An npm package that the host has loaded and the plugin has not. */
  readonly cachedPackage: string;
}

/** The object that the host shares, as plugins outside of the host see it. */
export interface Shared {
  readonly note: string;
  add(...parts: unknown[]): Promise<string>;
}

/** What came of an attempt that was not refused. */
export interface Answer {
  readonly open: true;
  readonly evidence: unknown;
}

type Attempt<T> = (gift: Gift) => T;

/** The mark that Tenon's own `hookimpl` makes. A plugin imports nothing from outside of its package. */
const MARK = {
  format: 1,
  tryfirst: false,
  trylast: false,
  wrapper: false,
  hookwrapper: false,
  optionalhook: false,
};

/** A door that answers with evidence that it was open, or throws. */
export function door(
  attempt: Attempt<unknown>,
): { attempt: Attempt<Promise<Answer>> } {
  return raw(async (gift) => {
    const evidence = await attempt(gift);
    if (evidence === undefined || evidence === false) {
      throw new Error("the attempt came to nothing");
    }
    return { open: true as const, evidence };
  });
}

/** A door whose answer itself is the attempt. */
export function raw<T>(attempt: Attempt<T>): { attempt: Attempt<T> } {
  return {
    attempt: Object.assign(attempt, {
      [Symbol.for("tenon.hookimpl:hostile")]: MARK,
    }),
  };
}
