/** Persistence with a folder of its own, and what is in its database. */
import { type Folder, type TinyHost, turnsIn } from "../support.ts";
import { hostWith, type Place } from "./support.ts";

/** So long that no test waits for it: what is written, a full batch or a shutdown wrote. */
const NEVER = 600_000;

/** A host whose persistence has a folder of its own, and may use nothing else. */
export function hostOf(place: Place, folder: Folder, options: object = {}): Promise<TinyHost> {
  const permissions = { read: [folder.path], write: [folder.path] };
  const all = { path: folder.file("crow.db"), idleMs: NEVER, ...options };
  return hostWith(place, { persistence: { options: all, permissions } });
}

/** The questions in its database. */
export function questions(folder: Folder): string[] {
  return turnsIn(folder.file("crow.db")).map(({ userInput }) => userInput);
}
