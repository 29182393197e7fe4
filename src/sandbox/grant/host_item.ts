/**
 * Hosts of a grant: `example.com`, `example.com:443`, `*.example.com`, `127.0.0.1`, `10.0.0.0/8`, `[::1]:8080`, and for
 * the network also `unix:/path`.
 *
 * Deno takes more than that, and then compares it with nothing that is ever asked for. What cannot have been meant is
 * refused here.
 *
 * @module
 */
import { absolutePath, forbidden, type ItemProblem } from "./path_item.ts";

/** A host that is granted, in parts. */
export interface HostItem {
  readonly type: "name" | "wildcard" | "address" | "subnet" | "unix";
  /** The name in lower case, without the `*.` of a wildcard; an address or a subnet; a path. */
  readonly host: string;
  /** The port, if only one is granted. */
  readonly port: number | undefined;
}

const IPV6 = 'an IPv6 address such as "[::1]"; Deno has no subnets of IPv6';
const LABEL = /^[a-z0-9_-]{1,63}$/;

/** Takes an item as a user wrote it; gives its parts, or what it must be instead. */
export function parseHost(text: string, kind: "net" | "import"): HostItem | ItemProblem {
  const wrong = forbidden(text);
  if (wrong !== undefined) return { problem: wrong };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    return { problem: `a host without a scheme and a path${meant(text)}` };
  }
  if (/^unix:/i.test(text) && kind === "net") return unixSocket(text);
  const [, host = "", digits] = /^(\[[^\]]*\]|[^:[]*)(?::(.*))?$/s.exec(text) ?? [];
  if (host === "") {
    if (text.startsWith("[")) return { problem: IPV6 };
    return { problem: text.includes("::") ? `an IPv6 address in brackets, such as "[${text}]"` : "a host" };
  }
  let port: number | undefined;
  if (digits !== undefined) {
    port = /^\d{1,5}$/.test(digits) ? Number(digits) : Infinity;
    if (port > 65535) return { problem: "a host with a port from 0 to 65535" };
  }
  const parts = parseName(host.toLowerCase());
  return "problem" in parts ? parts : { ...parts, port };
}

function parseName(host: string): Omit<HostItem, "port"> | ItemProblem {
  if (host.startsWith("[")) {
    const canonical = hostnameOf(host);
    if (canonical !== undefined) return { type: "address", host: canonical };
    return { problem: IPV6 };
  }
  const [, address = host, bits] = /^(.*?)\/(.*)$/s.exec(host) ?? [];
  if (isIpv4(address)) {
    if (bits === undefined) return { type: "address", host };
    if (/^\d{1,2}$/.test(bits) && Number(bits) <= 32) return { type: "subnet", host: `${address}/${Number(bits)}` };
    return { problem: 'a subnet such as "10.0.0.0/8"' };
  }
  if (host.includes("/")) return { problem: `a host without a path${meant(`https://${host}`)}` };
  const wildcard = host.startsWith("*.");
  const name = (wildcard ? host.slice(2) : host).replace(/\.$/, "");
  const labels = name.split(".");
  if (name.includes("*")) return { problem: 'a host with "*" only as its whole first part, such as "*.example.com"' };
  if (!labels.every((label) => LABEL.test(label))) {
    {
      return { problem: `a host${meant(host) || ', such as "api.example.com"'}` };
    }
  }
  // `127.1` and `0x7f000001` are addresses to programs that resolve them, and names to Deno.
  if (/^(0x[0-9a-f]*|\d+)$/.test(labels.at(-1)!)) return { problem: "an address with its four numbers written out" };
  return { type: wildcard ? "wildcard" : "name", host: name };
}

function unixSocket(text: string): HostItem | ItemProblem {
  const path = text.slice("unix:".length);
  const absolute = /^[/\\]/.test(path) ? absolutePath(path, undefined) : { problem: "" };
  if (typeof absolute === "string") return { type: "unix", host: absolute, port: undefined };
  return { problem: 'a socket with an absolute path, such as "unix:/run/service.sock"' };
}

/** Puts a host together again, as Deno's flags want it. */
export function hostText({ type, host, port }: HostItem): string {
  const name = type === "wildcard" ? `*.${host}` : type === "unix" ? `unix:${host}` : host;
  return port === undefined ? name : `${name}:${port}`;
}

/** Whether all that one item covers is covered by another. */
export function coversHost(wide: HostItem, narrow: HostItem): boolean {
  if (wide.port !== undefined && wide.port !== narrow.port) return false;
  if (wide.type === narrow.type && wide.host === narrow.host) return true;
  if (wide.type === "wildcard" && (narrow.type === "name" || narrow.type === "wildcard")) {
    // Deno's `*.example.com` is also `example.com` itself.
    return narrow.host === wide.host || narrow.host.endsWith(`.${wide.host}`);
  }
  if (wide.type !== "subnet" || !(narrow.type === "subnet" || narrow.type === "address")) return false;
  if (narrow.host.startsWith("[")) return false;
  const [address, bits] = range(wide.host);
  const [other, otherBits] = range(narrow.host);
  return otherBits >= bits && (bits === 0 || address >>> (32 - bits) === other >>> (32 - bits));
}

function range(text: string): [address: number, bits: number] {
  const [address = "", bits = "32"] = text.split("/");
  return [address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0), Number(bits)];
}

function isIpv4(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text) &&
    text.split(".").every((part) => Number(part) <= 255 && !/^0\d/.test(part));
}

/** What a URL, or a name in other letters, was probably meant to be. */
function meant(text: string): string {
  const host = hostnameOf(text.replace(/^[a-z0-9+.-]*:\/\//i, ""));
  return host === undefined || (text.startsWith(host) && !text.includes("/")) || !/^[a-z0-9_.-]+$/.test(host)
    ? ""
    : `, such as "${host}"`;
}

function hostnameOf(text: string): string | undefined {
  try {
    return new URL(`http://${text}`).hostname || undefined;
  } catch {
    return undefined;
  }
}
