/**
 * Lines and columns of a text.
 *
 * @module
 */
import type { Position } from "./types.ts";

/**
 * Takes a text; gives a function from an offset to its line and column, both from 1. A line ends at LF, CR LF or CR, as
 * in editors.
 */
export function positionsIn(text: string): (offset: number) => Position {
  const starts = [0];
  for (const { index, 0: lineEnd } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + lineEnd.length);
  return (offset) => {
    // The last line that starts at or before the offset, by halving.
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
}
