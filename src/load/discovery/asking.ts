import { TIMED_OUT, within } from "../deadline.ts";
import { type Answer, Asker } from "./asker.ts";

/** For how long a package may keep those waiting that are asked after it. */
const PATIENCE_MS = 1000;
/** For how many packages another worker is worth its start. */
const SHARE = 50;
/** How many workers there can be. Each package that does not answer costs one. */
const MOST_WORKERS = 8;

/**
 * Asks packages for an export, without running any of their code: each is imported as if it were JSON. Either there is no such
 * export, or Deno objects to what kind of module it is, and has loaded all of its modules by then.
 *
 * Imports of one isolate wait for each other, and none can be called off: a registry that does not answer would hold up all
 * that the host imports, local files too. So it is workers that ask. They know few modules besides, which makes each import much
 * faster than it would be in a large host.
 *
 * It has to be closed when nothing is being imported: isolates share connections to registries, and those that a worker has
 * opened end with it.
 */
export class Asking implements AsyncDisposable {
  readonly #path: string;
  readonly #timeoutMs: number;
  readonly #patienceMs: number;
  readonly #workers: Asker[] = [];
  /** Those that nobody waits for. */
  readonly #idle: Asker[] = [];
  /** Those that a package holds up: each settles when it answers after all, or has run out of time. */
  readonly #heldUp = new Set<Promise<void>>();
  readonly #answers = new Map<string, Answer | typeof TIMED_OUT>();

  /** Takes the export, such as `/demo`, and how long a package may take to answer, in milliseconds. */
  constructor(path: string, timeoutMs: number) {
    this.#path = path;
    this.#timeoutMs = timeoutMs;
    this.#patienceMs = Math.min(PATIENCE_MS, timeoutMs);
  }

  /**
   * Asks packages, each by its specifier without a path. Gives their answers in the same order, `TIMED_OUT` for those that did
   * not give one.
   */
  async ask(packages: readonly string[]): Promise<(Answer | typeof TIMED_OUT)[]> {
    // Shared out, since each import takes Deno a while even if all is in its cache.
    const shares = Math.min(MOST_WORKERS, navigator.hardwareConcurrency, Math.ceil(packages.length / SHARE));
    await Promise.all(Array.from({ length: shares }, async (_, share) => {
      await this.#askAll(packages.filter((_, index) => index % shares === share));
    }));
    for (const one of packages) {
      if (!this.#answers.has(one)) await this.#askOne(one);
    }
    await Promise.all(this.#heldUp);
    return packages.map((one) => this.#answers.get(one)!);
  }

  /** Asks all at once, until there is no answer for a while: one of those that are left keeps the others waiting. */
  async #askAll(packages: readonly string[]): Promise<void> {
    const asker = await this.#take();
    if (asker === undefined) return;
    let answered = 0;
    const all = Promise.all(packages.map(async (one) => {
      this.#answers.set(one, await asker.ask(one));
      answered++;
    }));
    for (let before = -1; before < answered && answered < packages.length;) {
      before = answered;
      await within(this.#patienceMs, all);
    }
    if (answered === packages.length) this.#idle.push(asker);
  }

  /** Asks one. If it does not answer for a while, its worker is left to it. */
  async #askOne(one: string): Promise<void> {
    const asker = await this.#take();
    // So many did not answer that nothing more is to be expected.
    if (asker === undefined) return void this.#answers.set(one, TIMED_OUT);
    const asked = asker.ask(one);
    const settle = (answer: Answer | typeof TIMED_OUT) => {
      this.#answers.set(one, answer);
      if (answer !== TIMED_OUT) this.#idle.push(asker);
      return answer;
    };
    if (settle(await within(this.#patienceMs, asked)) !== TIMED_OUT) return;
    const late = within(this.#timeoutMs - this.#patienceMs, asked).then(settle).then(() => {
      this.#heldUp.delete(late);
    });
    this.#heldUp.add(late);
  }

  /** A worker that is free; `undefined` if all there can be are held up for good. */
  async #take(): Promise<Asker | undefined> {
    while (this.#idle.length === 0 && this.#workers.length >= MOST_WORKERS && this.#heldUp.size > 0) {
      await Promise.race(this.#heldUp);
    }
    const idle = this.#idle.pop();
    if (idle !== undefined || this.#workers.length >= MOST_WORKERS) return idle;
    const asker = new Asker(this.#path);
    this.#workers.push(asker);
    await asker.ready;
    return asker;
  }

  /** Ends the workers. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#workers.length === 0) return;
    for (const worker of this.#workers) worker.terminate();
    // Deno takes leave of them at the host's next turn; until then, an import could still be given one of their connections.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}
