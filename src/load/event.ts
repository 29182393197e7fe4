/** A moment in the loading of a plugin of a manifest. */
export interface LoadEvent {
  /** Before it is loaded, after it was, or after it could not be. */
  readonly when: "before" | "after" | "failed";
  /** The plugin's name in the manifest. */
  readonly plugin: string;
  /** Whether it is loaded again, as `watch` has seen a change. */
  readonly reload: boolean;
  /** What went wrong, if something did. */
  readonly error?: unknown;
  /** What should be known besides. */
  readonly note?: string;
}

/** An isolated plugin died (`before`), was started again (`after`), or died too often to be started again (`failed`). */
export interface RestartEvent {
  /** Which moment it is. */
  readonly when: "before" | "after" | "failed";
  /** The plugin's name. */
  readonly plugin: string;
  /** Why it died. */
  readonly error?: Error;
}

/** An error that came from an isolated plugin says that Deno denied it something. The plugin may have made that up. */
export interface DeniedEvent {
  /** The plugin's name. */
  readonly plugin: string;
  /** What its entry would have to say. */
  readonly hint: string;
}
