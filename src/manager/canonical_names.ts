import { memberOf, nameOf } from "../engine/mod.ts";

/**
 * The names that plugins get if none is given. A manager and its scopes share them, so that no two plugins that they make a
 * name for get the same.
 */
export class CanonicalNames {
  readonly #made = new WeakMap<object, string>();
  #count = 0;

  /** The name of a plugin; always the same for the same object. `isTaken` says which names cannot be made. */
  of(plugin: object, isTaken: (name: string) => boolean): string {
    const own = nameOf(plugin);
    if (own !== undefined) return own;
    const known = this.#made.get(plugin);
    if (known !== undefined) return known;
    const kind = memberOf(plugin, "constructor");
    const stem = typeof kind === "function" && kind !== Object ? nameOf(kind) : undefined;
    let made: string;
    do made = `${stem ?? "plugin"}-${++this.#count}`; while (isTaken(made));
    this.#made.set(plugin, made);
    return made;
  }
}
