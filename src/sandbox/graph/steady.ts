import { GraphError, type GraphOwner } from "./errors.ts";
import { type FileMark, isSame } from "./marks.ts";

/** How often to look before giving up. */
const ROUNDS = 20;

/**
 * Deno reads the files of a graph, and then they are marked. One that was changed in between would have the mark of a file
 * that nobody looked at: so where one is so young that this can be, all is done again, until the marks from before and after
 * are the same.
 *
 * @throws {GraphError} If they never are.
 */
export async function untilSteady<T extends { readonly files: readonly FileMark[] }>(
  owner: GraphOwner,
  look: () => Promise<T>,
): Promise<T> {
  let before: readonly FileMark[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const begin = Date.now();
    const found = await look();
    const { files } = found;
    const isSteady = files.length === before.length && files.every((file, index) => isSame(file, before[index]!));
    if (isSteady || files.every(({ changed }) => changed < begin)) return found;
    before = files;
  }
  throw new GraphError(
    "unsteady",
    owner,
    "its files were changed again and again while they were looked at.",
    "Start it when they are written.",
  );
}
