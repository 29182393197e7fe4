/** A number of places, for which those wait that come when all are taken. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /** Takes how many places there are. */
  constructor(count: number) {
    this.#free = count;
  }

  /** Waits for a place and takes it. Gives the function that gives it back. */
  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return () => {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    };
  }
}
