/** A module that is no part of any door's package. */
export const secret = "the secret of the host";

/** What a WebAssembly module can ask for. */
export function size(): number {
  return secret.length;
}
