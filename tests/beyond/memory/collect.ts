/** Has garbage collected. Needs `--v8-flags=--expose-gc`. */
export async function collect(): Promise<void> {
  // What a WeakRef was made of or asked for in a turn of the event loop lives until that turn ends.
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => setTimeout(resolve));
    (globalThis as unknown as { gc(): void }).gc();
  }
}

/** The bytes in use after a collection. */
export async function bytesInUse(): Promise<number> {
  await collect();
  return Deno.memoryUsage().heapUsed;
}

/** Does something many times. Gives the bytes in use after the first half and after the second. */
export async function measureHalves(times: number, action: () => Promise<void>): Promise<[number, number]> {
  // Code is compiled and caches are filled before anything is measured.
  for (let i = 0; i < times / 10; i++) await action();
  for (let i = 0; i < times / 2; i++) await action();
  const first = await bytesInUse();
  for (let i = 0; i < times / 2; i++) await action();
  return [first, await bytesInUse()];
}
