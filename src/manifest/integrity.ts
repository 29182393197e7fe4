/**
 * What an integrity looks like, and which kind of source has which.
 *
 * @module
 */

/** The two forms, as deno.lock and npm write their digests. */
export const INTEGRITY = /^(?:sha256-[0-9a-f]{64}|sha512-[A-Za-z0-9+/]{86}==)$/;

/** The same for people; completes the sentence "… must be …". */
export const INTEGRITY_FORM =
  '"sha256-" and 64 hexadecimal digits in lower case, or "sha512-" and 88 characters of base64 for npm';

/** A specifier of a registry, taken apart. */
export interface PackageSpecifier {
  readonly registry: "jsr" | "npm";
  /** The package's name, with its scope. */
  readonly name: string;
  /** The version, range or tag, if it names one. */
  readonly version: string | undefined;
}

/** Takes a specifier apart; gives nothing if it is not of a registry. */
export function packageOf(specifier: string): PackageSpecifier | undefined {
  const [, registry, name, version] = /^(jsr|npm):\/?((?:@[^/@]+\/)?[^/@]+)(?:@([^/]+))?(?:\/|$)/.exec(specifier) ?? [];
  if (registry === undefined || name === undefined) return undefined;
  return { registry: registry === "jsr" ? "jsr" : "npm", name, version };
}

/** Sources of which it is known which integrity they have. The patterns are in plugins.schema.json as well, which has no flags. */
export const KINDS: readonly {
  /** What specifiers of them look like. */
  readonly from: RegExp;
  /** The digest, or `undefined` if there is none. */
  readonly digest: "sha256" | "sha512" | undefined;
  /** Completes the sentence "it must be the sha… of …", or says why there is none. */
  readonly of: string;
}[] = [
  { from: /^jsr:\/?(?:@[^/@]+\/)?[^/@]+(?:@[^/]+)?(?:\/|$)/, digest: "sha256", of: "a JSR version's _meta.json" },
  { from: /^npm:\/?(?:@[^/@]+\/)?[^/@]+(?:@[^/]+)?(?:\/|$)/, digest: "sha512", of: "an npm tarball" },
  {
    from: /^(?:[Hh][Tt][Tt][Pp][Ss]?:|[Ff][Ii][Ll][Ee]:|[./\\]|[A-Za-z]:[/\\])/,
    digest: "sha256",
    of: "the source",
  },
  {
    from: /^(?:[Dd][Aa][Tt][Aa]|[Nn][Oo][Dd][Ee]):/,
    digest: undefined,
    of: "there is nothing that could change in such a specifier",
  },
];

/** Specifiers of registries that name one version, and not a range of them. */
export const EXACT =
  /^(?:jsr|npm):\/?(?:@[^/@]+\/)?[^/@]+@\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?(?:\/|$)/;

/**
 * Says why a source can never have an integrity; nothing if it can. Names of the import map may stand for anything, until they
 * are resolved.
 */
export function integrityProblem(specifier: string, integrity: string): string | undefined {
  const kind = KINDS.find(({ from }) => from.test(specifier));
  if (kind === undefined) return undefined;
  const { digest, of } = kind;
  if (digest === undefined) return of;
  if (!integrity.startsWith(`${digest}-`)) return `it must be the ${digest} of ${of}, beginning with "${digest}-"`;
  const found = packageOf(specifier);
  if (found === undefined || EXACT.test(specifier)) return undefined;
  const { registry, name, version } = found;
  const names = version === undefined ? "none" : `'${version}'`;
  return `it is that of one version, so that 'from' must name one, such as "${registry}:${name}@1.2.3": it names ${names}`;
}
