/** How long a key may be within a path, before it is cut. */
const KEY_LENGTH = 60;

/** A step into a `Map` or `Set`. It becomes text only if something is refused. */
export class EntryStep {
  /** Takes what leads there: the key of a map's value, or the place of a key or of a set's member. */
  constructor(private readonly kind: "get" | "keys" | "values", private readonly at: unknown) {}

  /** Such as `.get("x")`. */
  toString(): string {
    if (this.kind !== "get") return `.${this.kind}()[${String(this.at)}]`;
    const { at } = this;
    if (typeof at === "string") return `.get(${JSON.stringify(cut(at))})`;
    return at === null || typeof at !== "object" && typeof at !== "function"
      ? `.get(${String(at)})`
      : `.get(${typeof at})`;
  }
}

/** One step into a value: the name of a property, the index of an array, or into a collection. */
export type Step = string | number | EntryStep;

/** The path that steps make, such as `messages[3].meta.get("x")`. */
export function pathText(root: string, steps: readonly Step[]): string {
  let text = root;
  for (const step of steps) {
    if (typeof step === "number") text += `[${step}]`;
    else if (typeof step !== "string") text += step.toString();
    else if (/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(step) && step.length <= KEY_LENGTH) {
      text += text === "" ? step : `.${step}`;
    } else text += `[${JSON.stringify(cut(step))}]`;
  }
  return text;
}

function cut(text: string): string {
  return text.length > KEY_LENGTH ? `${text.slice(0, KEY_LENGTH)}…` : text;
}
