/** How many local plugins there must be: with fewer there is little to gain. */
const MANY = 32;

/**
 * Has Deno read the modules of many local plugins in one go. For each import of a module that it does not know, Deno goes
 * through all that it does, so that the time of many grows with the square of their number: 1,400 take three times as long.
 *
 * No code runs by it, and nothing is read that the host may not read. What is wrong with a module is said when that is
 * imported.
 */
export class ReadAhead {
  readonly #urls: string[] = [];
  readonly #done = Promise.withResolvers<void>();

  /** Settles when all is read, and modules can be imported. Never fails. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  /** Adds a module that is about to be imported into the host. */
  add(url: string): void {
    this.#urls.push(url);
  }

  /** Begins to read, if that is worth it. What is added from now on is not read ahead. */
  begin(): void {
    this.#done.resolve(this.#urls.length < MANY ? undefined : readAll(this.#urls));
  }
}

async function readAll(urls: readonly string[]): Promise<void> {
  // Deno reads what a module imports by a literal together with the module itself. The functions are never called.
  const lines = urls.map((url) => `() => import(${JSON.stringify(url)}),`);
  const blob = new Blob(["export default [\n", ...lines, "\n];"], { type: "text/javascript" });
  // The URL of a blob is short: each import remembers by whom it was asked for.
  const module = URL.createObjectURL(blob);
  try {
    await import(module);
  } catch {
    // Whatever it is, it comes again with the import of the module that is concerned.
  } finally {
    URL.revokeObjectURL(module);
  }
}
