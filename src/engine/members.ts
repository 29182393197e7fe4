/** A place where members are: an object or a function, or one that they inherit from. */
type Holder = object;

const ENDS: ReadonlySet<unknown> = new Set([Object.prototype, Function.prototype, null]);

function* chain(holder: Holder): Generator<Holder> {
  for (let at: Holder | null = holder; !ENDS.has(at); at = Object.getPrototypeOf(at)) yield at!;
}

/**
 * The names of an object's members in declaration order: its own first, then those of its class, then those of the classes
 * above. Each once.
 */
export function memberNames(holder: Holder): string[] {
  const names = new Set<string>();
  for (const at of chain(holder)) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (name !== "constructor") names.add(name);
    }
  }
  return [...names];
}

/** The value of a member, or `undefined` if there is none or it is a getter: looking must not run code of a plugin. */
export function memberOf(holder: Holder, name: PropertyKey): unknown {
  for (const at of chain(holder)) {
    const descriptor = Object.getOwnPropertyDescriptor(at, name);
    if (descriptor !== undefined) return descriptor.value;
  }
  return undefined;
}

/** The name of a plugin, a class or a namespace, if it is a text and not empty. Found like any member: no getter is run. */
export function nameOf(holder: Holder): string | undefined {
  const name = memberOf(holder, "name");
  return typeof name === "string" && name !== "" ? name : undefined;
}
