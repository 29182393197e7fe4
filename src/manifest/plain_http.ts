/** Whether a URL leads over a network on which anyone can change what comes back: `http:`, and not to this machine. */
export function isPlainHttp(url: string): boolean {
  const { protocol, hostname = "" } = URL.parse(url) ?? {};
  return protocol === "http:" && !/^(?:localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
