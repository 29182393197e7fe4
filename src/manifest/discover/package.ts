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

/** The specifier of a package's export. A range that a specifier cannot hold is left out: Deno has resolved it already. */
export function exportOf({ id, range }: PackageName, path: string): string {
  const holds = /^[\^~=v]?[\w.+*-]+$/i.test(range);
  return `${id}${holds ? `@${range}` : ""}${path}`;
}
