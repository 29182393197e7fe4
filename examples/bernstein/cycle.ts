/**
 * Finds a circle among things that depend on each other.
 *
 * @param dependsOn What each depends on. Names that are not among the keys are left alone.
 * @returns The names along one circle, the first again at the end; undefined if there is none.
 */
export function findCycle(dependsOn: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const left = new Map(dependsOn);
  const leftOf = (name: string) => left.get(name)?.find((other) => left.has(other));
  // Whatever depends on nothing that is left cannot be in a circle.
  for (let before = -1; before !== left.size;) {
    before = left.size;
    for (const name of left.keys()) {
      if (leftOf(name) === undefined) left.delete(name);
    }
  }
  // All that is left depends on something that is left: whoever follows that comes by somewhere twice.
  const path: string[] = [];
  let [name] = left.keys();
  while (name !== undefined && !path.includes(name)) {
    path.push(name);
    name = leftOf(name);
  }
  return name === undefined ? undefined : [...path.slice(path.indexOf(name)), name];
}
