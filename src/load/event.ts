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
