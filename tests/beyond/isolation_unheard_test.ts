import { assertEquals, assertStrictEquals } from "@std/assert";
import { errorOf, hookwrapper, type Host, host, wrapper } from "./support.ts";

const hookOptions = [{ async: false }, { async: true }];

/** A host without listeners, whose wrapper says how the call that it is around ended. */
function watched(options: { async: boolean }, onWarning: () => void, thrown: unknown): Host & { ends: string[] } {
  const made = host({ ...options, onError: "skip" }, { onWarning }, false);
  const ends: string[] = [];
  made.addAll({
    outer: wrapper(function* (): Generator<void, unknown, unknown> {
      try {
        const outcome = yield;
        ends.push("value");
        return outcome;
      } catch (error) {
        ends.push("error");
        throw error;
      }
    }),
    bad: () => {
      throw thrown;
    },
  });
  return { ...made, ends };
}

Deno.test("without a listener a skipped error is a warning with plugin, hook and the error", async () => {
  for (const options of hookOptions) {
    const { add, run, warnings } = host({ ...options, onError: "skip" }, {}, false);
    const error = new TypeError("bad");
    add("bad", () => {
      throw error;
    });
    await run();
    assertEquals(warnings, [{
      code: "skipped",
      message: "plugin 'bad' failed in hook 'run' and was skipped: TypeError: bad",
      hook: "run",
      plugin: "bad",
      error,
    }]);
  }
});

Deno.test("a listener that throws is warned of, and fails no call", async () => {
  for (const options of hookOptions) {
    const { pm, addAll, run, warnings } = host({ ...options, onError: "skip" });
    pm.on("skip", () => {
      throw new Error("listener");
    });
    addAll({
      bad: () => {
        throw new Error("bad");
      },
      a: () => "a",
    });
    assertEquals(await run(), ["a"]);
    assertEquals(warnings.map(({ code }) => code), ["listener-failed"]);
  }
});

Deno.test("a warning handler that throws fails the call, and wrappers are resumed with that error", async () => {
  for (const options of hookOptions) {
    const strict = new Error("no warnings, please");
    const { pm, run, ends } = watched(options, () => {
      throw strict;
    }, new Error("bad"));
    assertStrictEquals(await errorOf(() => run()), strict);
    assertEquals(ends, ["error"]);
    assertEquals(pm.pending(), []);
  }
});

Deno.test("a warning handler that throws after an await leaves nothing in the list of pending calls", async () => {
  for (const quarantineAfter of [undefined, 9]) {
    const { pm, addAll, run } = host({}, {
      ...(quarantineAfter === undefined ? {} : { quarantineAfter }),
      onWarning: () => {
        throw new Error("no warnings, please");
      },
    }, false);
    let ended = false;
    addAll({
      outer: wrapper(function* (): Generator<void, unknown, unknown> {
        try {
          return yield;
        } finally {
          ended = true;
        }
      }),
      old: hookwrapper(async function* () {
        yield;
        await undefined;
        throw new Error("teardown");
      }),
    });
    await errorOf(() => run());
    assertEquals([pm.pending(), ended], [[], true]);
    // It would wait for calls that never end.
    await pm.replace("old", {});
    await pm.close();
  }
});
