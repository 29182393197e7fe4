/** Makes a test of each door. */
import { assert, assertEquals } from "@std/assert";
import type { Door } from "./door.ts";
import { doors } from "./doors.ts";
import { Ground } from "./ground.ts";
import { type Result, tryDoors } from "./run.ts";

/** The doors were measured on Linux, and some are only there. */
const ignore = Deno.build.os !== "linux";

/** Tests that every door is open to a plugin in the host itself: what is not cannot show that isolation closes it. */
export function declareOpen(): void {
  const results = lazily(() => tried("open", [...doors.keys()]));
  for (const [name, { tries }] of doors) {
    Deno.test({
      name: `${name} is open to a plugin in the host: ${tries}`,
      ignore,
      async fn() {
        const { isOpen, words } = (await results()).get(name)!;
        assert(isOpen, words);
      },
    });
  }
}

/** Tests that every door is closed to a plugin that is kept apart, and that host and neighbours are none the worse. */
export function declareClosed(isolation: "process" | "worker"): void {
  const names = [...doors].filter(([, { notIn }]) => notIn?.[isolation] === undefined);
  const results = lazily(() => tried(isolation, names.map(([name]) => name)));
  for (const [name, door] of names) {
    const known = door.known?.[isolation];
    Deno.test({
      name: known === undefined
        ? `${name} is closed to a plugin in a ${isolation}: ${door.tries}`
        : `${name} is known to be open to a plugin in a ${isolation}: ${known}`,
      ignore,
      async fn() {
        const { isOpen, words, blamed, neighbour, survived } = (await results()).get(name)!;
        assertEquals(isOpen, known !== undefined, words);
        if (known !== undefined) return;
        assert(survived, `the host did not go on: ${words}`);
        assert(neighbour, `the other plugin did not answer: ${words}`);
        if (isFailure(door)) assert(blamed.includes(name), `nothing names the plugin: ${words}`);
        assertEquals(blamed.filter((plugin) => plugin !== name), [], `the wrong plugin is named: ${words}`);
      },
    });
  }
}

/** Whether the attempt ends in an error, so that something has to say whose it is. */
function isFailure({ opens }: Door): boolean {
  return ["end", "stall", "pending", "memory"].includes(opens as string);
}

async function tried(mode: "open" | "process" | "worker", names: readonly string[]): Promise<Map<string, Result>> {
  await using ground = await Ground.lay();
  return await tryDoors(mode, names, ground);
}

/** Does something when it is first asked for. */
function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => made ??= make();
}
