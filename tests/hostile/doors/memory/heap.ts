// Fills the heap.
import { door } from "../mark.ts";

let kept: unknown;
function keep(all: unknown[]): number {
  kept = all;
  return (kept as unknown[]).length;
}

export default door(({ greedyMb }) => {
  const all: unknown[] = [];
  for (let mb = 0; mb < greedyMb; mb++) {
    all.push(Array.from({ length: 131_072 }, (_, i) => i + 0.5));
  }
  return keep(all);
});
