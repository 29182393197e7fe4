// Fills buffers outside of the heap.
import { door } from "../mark.ts";

const kept: unknown[] = [];

export default door(({ greedyMb }) => {
  while (kept.length < greedyMb / 8) {
    kept.push(new Uint8Array(8 * 1024 * 1024).fill(1));
  }
  return kept.length;
});
