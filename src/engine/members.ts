/** A place where members are: an object or a function, or one that they inherit from. */
type Holder = object;

const OBJECT: object = Object.prototype;
const FUNCTION: object = Function.prototype;

/** Whether a prototype chain has no more members of interest: what all objects and functions have is not. */
function isEnd(holder: Holder | null): holder is null {
  return holder === null || holder === OBJECT || holder === FUNCTION;
}

/**
 * The names of an object's members in declaration order: its own first, then those of its class, then those of the classes
 * above. Each once.
 */
export function memberNames(holder: Holder): string[] {
  if (isEnd(holder)) return [];
  const own = Object.getOwnPropertyNames(holder);
  let above: Holder | null = Object.getPrototypeOf(holder);
  if (isEnd(above)) return own.includes("constructor") ? own.filter((name) => name !== "constructor") : own;
  const names = new Set(own);
  for (; !isEnd(above); above = Object.getPrototypeOf(above) as Holder | null) {
    for (const name of Object.getOwnPropertyNames(above)) names.add(name);
  }
  names.delete("constructor");
  return [...names];
}

/** The value of a member, or `undefined` if there is none or it is a getter: looking must not run code of a plugin. */
export function memberOf(holder: Holder, name: PropertyKey): unknown {
  for (let at: Holder | null = holder; !isEnd(at); at = Object.getPrototypeOf(at) as Holder | null) {
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
