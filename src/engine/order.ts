import { type HookImpl, type ImplOwner, isWrapper } from "./impl.ts";

/**
 * The impls of one hook in storage order, which calls walk backwards:
 *
 *     trylast, normal, tryfirst plain impls, then trylast, normal, tryfirst wrappers
 *
 * pluggy's rules: in each half, a `trylast` impl goes to the start, a `tryfirst` one to the end, and any other just after
 * the last that is not `tryfirst`. So normal and `tryfirst` impls run last registered first, `trylast` ones first registered
 * first. An impl with both flags is placed as `trylast`, but counts as `tryfirst` when others are placed.
 */
export class ImplList {
  #items: HookImpl[] = [];
  #wrappers = 0;
  /** A snapshot of the items is in someone's hands, so they must be copied before they change. */
  #shared = false;
  /** Some items belong to plugins that are gone. They are swept out together, before anyone looks. */
  #stale = false;

  /** The impls in storage order, as they are now: later changes do not show in it. */
  snapshot(): readonly HookImpl[] {
    this.#sweep();
    this.#shared = true;
    return this.#items;
  }

  /** Puts an impl in its place. */
  add(impl: HookImpl): void {
    this.#sweep();
    if (this.#shared) {
      this.#items = [...this.#items];
      this.#shared = false;
    }
    const wrapper = isWrapper(impl);
    const split = this.#items.length - this.#wrappers;
    const at = wrapper ? place(this.#items, impl, split, this.#items.length) : place(this.#items, impl, 0, split);
    if (at === this.#items.length) this.#items.push(impl);
    else this.#items.splice(at, 0, impl);
    if (wrapper) this.#wrappers++;
  }

  /** Puts impls in the places of those of another owner, by their numbers. */
  replace(owner: ImplOwner, impls: readonly HookImpl[]): void {
    const added = [...this.snapshot().filter((impl) => impl.owner !== owner), ...impls].sort(inOrderOfAdding);
    this.#items = [];
    this.#wrappers = 0;
    this.#shared = false;
    for (const impl of added) this.add(impl);
  }

  /** A list of impls that are in storage order already, to which others can be added. */
  static of(impls: readonly HookImpl[]): ImplList {
    const list = new ImplList();
    list.#items = [...impls];
    list.#wrappers = impls.reduce((count, impl) => isWrapper(impl) ? count + 1 : count, 0);
    return list;
  }

  /** Says that impls in the list belong to an owner that has been marked as removed. */
  ownerRemoved(): void {
    this.#stale = true;
  }

  #sweep(): void {
    if (!this.#stale) return;
    this.#items = this.#items.filter((impl) => !impl.owner.removed);
    this.#wrappers = this.#items.reduce((count, impl) => isWrapper(impl) ? count + 1 : count, 0);
    this.#shared = false;
    this.#stale = false;
  }
}

/** Compares impls of one hook by when they were added. Those that took the place of another one share its number. */
export function inOrderOfAdding(a: HookImpl, b: HookImpl): number {
  return a.seq - b.seq || a.owner.impls.indexOf(a) - b.owner.impls.indexOf(b);
}

/** The index at which an impl goes into the half of a list from `start` to `end`. */
function place(items: readonly HookImpl[], impl: HookImpl, start: number, end: number): number {
  if (impl.opts.trylast) return start;
  if (impl.opts.tryfirst) return end;
  while (end > start && items[end - 1]!.opts.tryfirst) end--;
  return end;
}

/** The impls of a list, with one more function for one call: after the last that is neither wrapper nor `tryfirst`. */
export function withExtra(items: readonly HookImpl[], extra: HookImpl): HookImpl[] {
  let at = items.length;
  while (at > 0 && (isWrapper(items[at - 1]!) || items[at - 1]!.opts.tryfirst)) at--;
  return [...items.slice(0, at), extra, ...items.slice(at)];
}
