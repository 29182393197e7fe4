/**
 * The specifier by which one file imports another: relative, beginning with `./` or `../`. A file on another host or drive is
 * given by its whole URL.
 */
export function relativeUrl(importer: URL, imported: URL): string {
  const from = importer.pathname.split("/").slice(1, -1);
  const to = imported.pathname.split("/").slice(1);
  const differs = from.findIndex((segment, index) => index === to.length - 1 || segment !== to[index]);
  const shared = differs === -1 ? from.length : differs;
  const up = shared === from.length ? "./" : "../".repeat(from.length - shared);
  const specifier = `${up}${to.slice(shared).join("/")}${imported.search}${imported.hash}`;
  // No path leads out of a drive, or to another host.
  return new URL(specifier, importer).href === imported.href ? specifier : imported.href;
}
