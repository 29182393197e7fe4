import { variable } from "./environment.ts";
import { type Graph, reach } from "./info.ts";

/** The hosts that Deno imports from where nobody says. */
const DEFAULTS = [
  "deno.land:443",
  "jsr.io:443",
  "esm.sh:443",
  "raw.esm.sh:443",
  "cdn.jsdelivr.net:443",
  "raw.githubusercontent.com:443",
  "gist.githubusercontent.com:443",
];

/** The URL of the JSR registry, with a slash at its end. */
export function jsrUrl(): string {
  const url = variable("JSR_URL") || "https://jsr.io/";
  return url.endsWith("/") ? url : `${url}/`;
}

/** The flag with which a plugin's modules are fetched: Deno's own hosts, those of the given URLs, and the granted ones. */
export function fetchFlag(granted: true | readonly string[], urls: readonly string[]): string {
  if (granted === true) return "--allow-import";
  const own = [...urls, jsrUrl()].flatMap((url) => hostOf(url) ?? []);
  return `--allow-import=${[...new Set([...DEFAULTS, ...own, ...granted])].join(",")}`;
}

/** The flag with which a plugin runs: the hosts that its modules were fetched from, and the granted ones. */
export function runFlag(granted: true | readonly string[], hosts: readonly string[]): string {
  if (granted === true) return "--allow-import";
  const all = [...new Set([...hosts, ...granted])];
  return all.length === 0 ? "--deny-import" : `--allow-import=${all.join(",")}`;
}

/** The hosts, with ports, that a module and what it brings along come from. */
export function hostsOf(graph: Graph, start: string): string[] {
  const urls = [...reach(graph, start), ...graph.redirects.keys()];
  return [...new Set(urls.flatMap((url) => hostOf(url) ?? []))].sort();
}

function hostOf(url: string): string | undefined {
  const { protocol, hostname, port } = URL.parse(url) ?? {};
  if (protocol !== "https:" && protocol !== "http:") return undefined;
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}
