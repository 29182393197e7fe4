import type { RememberedCall } from "./history.ts";
import { type HookImpl, type ImplOwner, nextSeq } from "./impl.ts";
import { ImplList, inOrderOfAdding } from "./order.ts";
import { isOrdered, orderByName, OrderCycle } from "./order_by_name.ts";
import type { HookEnvironment } from "./plan.ts";
import type { HookSpec } from "./spec.ts";

/** All that is known of one hook. Callers are made for it; it outlives the impls it has. */
export class Hook {
  readonly name: string;
  readonly env: HookEnvironment;
  /** The hook of the same name in the manager that this one's is a scope of. Its impls, spec and history show here. */
  readonly parent: Hook | undefined;
  /** The calls that were remembered here, not those of the parent. */
  readonly #history: RememberedCall[] = [];
  /** The impls of a hook without a parent. */
  readonly #own = new ImplList();
  /** The impls that were added to a hook with a parent, in the order of adding: its list is made anew when either changes. */
  #added: HookImpl[] = [];
  /** Whether an impl that was added here has said before or after whom it wants to be called. */
  #anyOrdered = false;
  #spec: HookSpec | undefined;
  #version = 0;
  /** All impls in storage order, as they were at some version. */
  #known: { readonly version: number; readonly impls: readonly HookImpl[] } | undefined;

  constructor(name: string, env: HookEnvironment, parent?: Hook) {
    this.name = name;
    this.env = env;
    this.parent = parent;
  }

  /** Grows with each change that calls must see: callers lay out their calls anew when it has. */
  get version(): number {
    return this.parent === undefined ? this.#version : this.#version + this.parent.version;
  }

  get spec(): HookSpec | undefined {
    return this.#spec ?? this.parent?.spec;
  }

  get historic(): boolean {
    return this.spec?.opts.historic ?? false;
  }

  /** The impls in storage order. */
  impls(): readonly HookImpl[] {
    const { version } = this;
    if (this.#known?.version !== version) {
      const impls = this.#all().snapshot();
      const ordered = this.#mayBeOrdered ? orderByName(impls) : impls;
      // Registering refuses cycles; but a manager and its scope, each in order, may still contradict each other.
      this.#known = { version, impls: ordered instanceof OrderCycle ? impls : ordered };
    }
    return this.#known!.impls;
  }

  /** The cycle there would be in the order of impls if some were added, and others taken out. */
  cycleWith(impls: readonly HookImpl[], replaced?: ImplOwner): OrderCycle | undefined {
    if (!this.#mayBeOrdered && !impls.some(isOrdered)) return undefined;
    // Where in its group an impl is makes no difference to whether there is a cycle.
    const list = ImplList.of(this.#all().snapshot().filter(({ owner }) => owner !== replaced));
    for (const impl of impls) list.add(impl);
    const ordered = orderByName(list.snapshot());
    return ordered instanceof OrderCycle ? ordered : undefined;
  }

  /** Whether an impl can be added without more ado: no calls are to be replayed to it, and nobody says who comes first. */
  takesAtOnce(impl: HookImpl): boolean {
    return !this.#mayBeOrdered && !isOrdered(impl) &&
      (this.spec?.opts.historic !== true || this.remembered().length === 0);
  }

  setSpec(spec: HookSpec): void {
    this.#spec = spec;
    this.changed();
  }

  add(impl: HookImpl): void {
    impl.seq = nextSeq();
    if (this.parent === undefined) this.#own.add(impl);
    else this.#added.push(impl);
    this.#anyOrdered ||= isOrdered(impl);
    this.changed();
  }

  /** Puts impls in the places of those of another owner, or, if it has none here, where they would be. */
  replace(owner: ImplOwner, impls: readonly HookImpl[]): void {
    const seq = this.#here().find((impl) => impl.owner === owner)?.seq ?? owner.seq;
    for (const impl of impls) impl.seq = seq;
    if (this.parent === undefined) this.#own.replace(owner, impls);
    else this.#added = [...this.#added.filter((impl) => impl.owner !== owner), ...impls].sort(inOrderOfAdding);
    this.#anyOrdered ||= impls.some(isOrdered);
    this.changed();
  }

  /** Says that an owner of impls of this hook has been marked as removed. */
  ownerRemoved(): void {
    this.#own.ownerRemoved();
    this.changed();
  }

  /** Whether it is about to {@linkcode release}. */
  releases = false;

  /** Lets go of everything that was kept for plugins that are gone. */
  release(): void {
    this.releases = false;
    this.#own.snapshot();
    this.#added = this.#added.filter((impl) => !impl.owner.removed);
    this.#known = undefined;
    this.onRelease();
  }

  /** Has the caller of this hook drop what it laid out. Set by the caller. */
  onRelease: () => void = () => {};

  /** Has the caller of this hook lay its calls out anew, if the hook has no parent. Set by the caller. */
  onChange: () => void = () => {};

  changed(): void {
    this.#version++;
    this.onChange();
  }

  /** Keeps a call for impls to come. */
  remember(call: RememberedCall): void {
    this.#history.push(call);
    const { historyLimit } = this.spec?.opts ?? {};
    if (historyLimit !== undefined && this.#history.length > historyLimit) this.#history.shift();
  }

  /** The calls that are kept for impls to come, those of the parent first; no more than the limit in all. */
  remembered(): readonly RememberedCall[] {
    if (this.parent === undefined) return this.#history;
    const all = [...this.parent.remembered(), ...this.#history];
    return all.slice(Math.max(0, all.length - (this.spec?.opts.historyLimit ?? Infinity)));
  }

  /** Forgets the calls that were remembered here. */
  forget(): void {
    this.#history.length = 0;
  }

  get #mayBeOrdered(): boolean {
    return this.#anyOrdered || (this.parent !== undefined && this.parent.#mayBeOrdered);
  }

  /** The impls that were added here. */
  #here(): readonly HookImpl[] {
    return this.parent === undefined ? this.#own.snapshot() : this.#added;
  }

  #all(): ImplList {
    if (this.parent === undefined) return this.#own;
    const list = ImplList.of(this.parent.impls());
    for (const impl of this.#added) if (!impl.owner.removed) list.add(impl);
    return list;
  }
}
