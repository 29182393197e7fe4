/** A package of a registry, as a specifier names it. */
export interface PackageName {
  /** The registry with the name, such as `jsr:@scope/name`: the same for all versions. */
  readonly id: string;
  /** The name alone, such as `@scope/name`. */
  readonly name: string;
  /** The range of versions; empty for any. */
  readonly range: string;
}

/**
 * The package that a specifier leads to, whatever its version and whichever of its modules; `undefined` if it is none of
 * `jsr:` or `npm:`.
 */
export function packageOf(specifier: string): PackageName | undefined {
  const [, scheme, name, range = ""] =
    /^(jsr|npm):\/?((?:@[^\/@]+\/)?[^\/@]+)(?:@([^\/]*))?(?:\/|$)/i.exec(specifier) ?? [];
  return scheme === undefined || name === undefined
    ? undefined
    : { id: `${scheme.toLowerCase()}:${name}`, name, range };
}

/** The specifier of a package's export. A range that a specifier cannot hold is left out. */
export function exportOf(found: PackageName, path: string): string {
  const { id, range } = found;
  return `${id}${range !== "" && holdsRange(found) ? `@${range}` : ""}${path}`;
}

/** Whether a specifier can hold the range: `>=3 <4` and `1 || 2` are for package.json alone. */
export function holdsRange({ range }: PackageName): boolean {
  return range === "" || /^[\^~=v]?[\w.+*-]+$/i.test(range);
}
