import { isThenable, type LateAnswer, type SkippedError } from "../engine/mod.ts";
import type { DeniedEvent, LoadEvent, RestartEvent } from "../load/mod.ts";
import type { OutputEvent } from "../sandbox/mod.ts";

/** A moment in the life of a plugin or of the manager: before something is done, after it was, or after it failed. */
export interface LifecycleEvent {
  /** Which moment it is. */
  readonly when: "before" | "after" | "failed";
  /** The name of the plugin concerned; `undefined` where all are, as in closing. */
  readonly plugin?: string | undefined;
  /** What went wrong, if something did. */
  readonly error?: unknown;
}

/** A plugin is left out of all calls, as it failed too often. */
export interface QuarantineEvent extends LifecycleEvent {
  /** The name of the plugin. */
  readonly plugin: string;
  /** The hook that failed last; `undefined` if an isolated plugin died too often. */
  readonly hook: string | undefined;
  /** What it threw. */
  readonly error: unknown;
  /** A sentence that says why. */
  readonly reason: string;
}

/** The events of a manager, by type. Those of a scope reach the manager that it is a scope of as well. */
export interface ManagerEvents {
  /** A plugin is registered. */
  readonly register: LifecycleEvent;
  /** A plugin is taken out. */
  readonly unregister: LifecycleEvent;
  /** A plugin is replaced. */
  readonly replace: LifecycleEvent;
  /** A plugin of a manifest is loaded. */
  readonly load: LoadEvent;
  /** The manager is closed. */
  readonly close: LifecycleEvent;
  /** A plugin is put in quarantine. */
  readonly quarantine: QuarantineEvent;
  /** A plugin is let out of quarantine. */
  readonly release: LifecycleEvent;
  /** An error did not fail a call, as its impl was skipped. */
  readonly skip: SkippedError;
  /** An impl settled after its deadline; what it gave was dropped. */
  readonly late: LateAnswer;
  /** An isolated plugin printed a line. Where nobody listens, the line goes to the host's stderr, after the plugin's name. */
  readonly output: OutputEvent;
  /** An isolated plugin died, and is started again unless that happens too often. */
  readonly restart: RestartEvent;
  /** An isolated plugin was denied something. */
  readonly denied: DeniedEvent;
}

/** Receives the events of one type. It cannot keep from happening what they tell of. */
export type ManagerListener<T extends keyof ManagerEvents> = (event: ManagerEvents[T]) => void;

/** One for each time that a listener is added. */
interface Entry {
  readonly listener: (event: never) => unknown;
}

/** Keeps listeners by the type of event. */
export class Events {
  readonly #listeners = new Map<keyof ManagerEvents, readonly Entry[]>();
  readonly #parent: Events | undefined;
  readonly #onFailure: (error: unknown) => void;

  constructor(parent: Events | undefined, onFailure: (error: unknown) => void) {
    this.#parent = parent;
    this.#onFailure = onFailure;
  }

  /** Adds a listener. Gives the function that takes it away. */
  on<T extends keyof ManagerEvents>(type: T, listener: ManagerListener<T>): () => void {
    const entry: Entry = { listener };
    this.#listeners.set(type, [...this.#listeners.get(type) ?? [], entry]);
    return () => {
      const left = this.#listeners.get(type)?.filter((other) => other !== entry) ?? [];
      if (left.length > 0) this.#listeners.set(type, left);
      else this.#listeners.delete(type);
    };
  }

  /** Gives whether anyone heard. */
  emit<T extends keyof ManagerEvents>(type: T, event: ManagerEvents[T]): boolean {
    const entries = this.#listeners.get(type) ?? [];
    for (const { listener } of entries) {
      try {
        const given = (listener as (event: ManagerEvents[T]) => unknown)(event);
        if (isThenable(given)) given.then(undefined, this.#onFailure);
      } catch (error) {
        this.#onFailure(error);
      }
    }
    const above = this.#parent?.emit(type, event) ?? false;
    return above || entries.length > 0;
  }

  /** Whether anyone would hear of an event. */
  #isHeard(type: keyof ManagerEvents): boolean {
    return this.#listeners.has(type) || (this.#parent !== undefined && this.#parent.#isHeard(type));
  }

  /** Does something between its `before` and its `after` or `failed`. */
  around<R>(type: "register" | "unregister", plugin: string, action: () => R): R {
    if (this.#isHeard(type)) this.emit(type, { when: "before", plugin });
    let result: R;
    try {
      result = action();
    } catch (error) {
      this.emit(type, { when: "failed", plugin, error });
      throw error;
    }
    if (this.#isHeard(type)) this.emit(type, { when: "after", plugin });
    return result;
  }

  /** The same for what takes its time. */
  async aroundAsync<R>(
    type: "register" | "replace" | "close",
    plugin: string | undefined,
    action: () => Promise<R>,
  ): Promise<R> {
    this.emit(type, { when: "before", plugin });
    let result: R;
    try {
      result = await action();
    } catch (error) {
      this.emit(type, { when: "failed", plugin, error });
      throw error;
    }
    this.emit(type, { when: "after", plugin });
    return result;
  }
}
