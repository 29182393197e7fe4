import { type HookImpl, isWrapper } from "./impl.ts";

/** Whether an impl says before or after whom it wants to be called. */
export function isOrdered({ opts, owner }: HookImpl): boolean {
  return opts.before !== undefined || opts.after !== undefined || owner.before !== undefined ||
    owner.after !== undefined;
}

/** A cycle in what impls say of their order. */
export class OrderCycle {
  /** The impls of the cycle: each wants to be called before the next, and the last before the first. */
  readonly impls: readonly HookImpl[];

  constructor(impls: readonly HookImpl[]) {
    this.impls = impls;
  }
}

/**
 * Brings impls, given in storage order, into the order that they ask for with `before` and `after`, each within its group.
 * Where nothing is asked for, the order stays: of those that may come next, the one that came first before does. Names of
 * plugins that are not there are ignored.
 */
export function orderByName(impls: readonly HookImpl[]): HookImpl[] | OrderCycle {
  const called = impls.toReversed();
  const ordered: HookImpl[] = [];
  for (let start = 0; start < called.length;) {
    let end = start + 1;
    while (end < called.length && groupOf(called[end]!) === groupOf(called[start]!)) end++;
    const group = orderGroup(called.slice(start, end));
    if (group instanceof OrderCycle) return group;
    ordered.push(...group);
    start = end;
  }
  return ordered.reverse();
}

/** Which of pluggy's six groups an impl is in. With both flags it is placed as `trylast`. */
function groupOf(impl: HookImpl): number {
  const place = impl.opts.trylast ? 0 : impl.opts.tryfirst ? 2 : 1;
  return isWrapper(impl) ? place + 3 : place;
}

function orderGroup(group: readonly HookImpl[]): readonly HookImpl[] | OrderCycle {
  if (!group.some(isOrdered)) return group;
  const links = linksOf(group);
  const left = new Set(group.keys());
  const ordered: HookImpl[] = [];
  for (let at = 0; at < group.length;) {
    const { waitsFor, followers } = links[at]!;
    if (!left.has(at) || waitsFor > 0) {
      at++;
      continue;
    }
    left.delete(at);
    ordered.push(group[at]!);
    // One that has waited, and came earlier than those that are looked at now, may come next.
    for (const follower of followers) {
      if (--links[follower]!.waitsFor === 0) at = Math.min(at, follower);
    }
  }
  return left.size === 0 ? ordered : findCycle(group, left, links);
}

/** How an impl of a group is tied to others, which are meant by their places in the group. */
interface Links {
  /** Those that must be called after it; one that says so twice is there twice. */
  readonly followers: number[];
  /** In how many lists of followers it is, of those that have yet to be placed. */
  waitsFor: number;
}

function linksOf(group: readonly HookImpl[]): Links[] {
  const links: Links[] = group.map(() => ({ followers: [], waitsFor: 0 }));
  const byPlugin = new Map<string, number[]>();
  for (const [at, { owner }] of group.entries()) {
    const places = byPlugin.get(owner.name);
    if (places === undefined) byPlugin.set(owner.name, [at]);
    else places.push(at);
  }
  const link = (earlier: number, later: number): void => {
    // What a plugin says of itself has no meaning.
    if (group[earlier]!.owner === group[later]!.owner) return;
    links[earlier]!.followers.push(later);
    links[later]!.waitsFor++;
  };
  for (const [at, impl] of group.entries()) {
    for (const name of names(impl, "before")) byPlugin.get(name)?.forEach((other) => link(at, other));
    for (const name of names(impl, "after")) byPlugin.get(name)?.forEach((other) => link(other, at));
  }
  return links;
}

function names({ opts, owner }: HookImpl, side: "before" | "after"): readonly string[] {
  return [...opts[side] ?? [], ...owner[side] ?? []];
}

/** Follows impls that are left, each to one that it waits for, until one comes up again. */
function findCycle(group: readonly HookImpl[], left: ReadonlySet<number>, links: readonly Links[]): OrderCycle {
  const path: number[] = [];
  let at = Math.min(...left);
  while (!path.includes(at)) {
    const here = at;
    path.push(here);
    at = [...left].find((other) => links[other]!.followers.includes(here))!;
  }
  return new OrderCycle(path.slice(path.indexOf(at)).reverse().map((index) => group[index]!));
}
