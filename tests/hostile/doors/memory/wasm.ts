// Fills the memory of WebAssembly.
import { door } from "../mark.ts";

const kept: unknown[] = [];

export default door(({ greedyMb }) => {
  const memory = new WebAssembly.Memory({ initial: greedyMb * 16 });
  kept.push(new Uint8Array(memory.buffer).fill(1));
  return kept.length;
});
