import { assertEquals } from "@std/assert";
import { type Around, type AsyncAround, hookimpl, setup } from "./support.ts";

const around = { wrapper: true } as const;

Deno.test("what a wrapper returns takes the place of the outcome", async () => {
  const { pm, hook } = setup({ sync: {}, async: { async: true } });
  const wrap = hookimpl(around, function* (): Around {
    return [yield];
  });
  pm.register({ sync: wrap, async: wrap });
  assertEquals(hook.sync(), [[]]);
  assertEquals(await hook.async(), [[]]);
});

Deno.test("a wrapper that forgets to return makes the outcome undefined", () => {
  const { pm, hook } = setup({ run: {} });
  pm.register({
    run: hookimpl(around, function* () {
      yield;
    }),
  });
  assertEquals(hook.run(), undefined);
});

Deno.test("the outermost wrapper has the last word", () => {
  const { pm, hook } = setup({ run: { firstresult: true } });
  pm.register({ run: hookimpl(() => "x") });
  for (const mark of ["a", "b"]) {
    pm.register({
      run: hookimpl(around, function* (): Around {
        return `${mark}(${yield})`;
      }),
    });
  }
  assertEquals(hook.run(), "b(a(x))");
});

Deno.test("a wrapper may await before and after its yield", async () => {
  const { pm, hook } = setup({ run: { async: true } });
  const events: string[] = [];
  pm.register({ run: hookimpl(() => void events.push("impl")) });
  pm.register({
    run: hookimpl(around, async function* (): AsyncAround {
      await new Promise((resolve) => setTimeout(resolve, 1));
      events.push("setup");
      const outcome = yield;
      await new Promise((resolve) => setTimeout(resolve, 1));
      events.push("teardown");
      return outcome;
    }),
  });
  pm.register({
    run: hookimpl(around, function* (): Around {
      const outcome = yield;
      events.push("outer teardown");
      return outcome;
    }),
  });
  await hook.run();
  assertEquals(events, ["setup", "impl", "teardown", "outer teardown"]);
});

Deno.test("a sync generator around an asynchronous hook may return a promise, which is awaited before it goes on", async () => {
  const { pm, hook } = setup({ run: { async: true } });
  pm.register({
    run: hookimpl(around, function* (): Around {
      yield;
      return Promise.resolve("inner");
    }),
  });
  pm.register({
    run: hookimpl(around, function* (): Around {
      return `outer of ${yield}`;
    }),
  });
  assertEquals(await hook.run(), "outer of inner");
});

Deno.test("a promise that a sync generator returns fails the call if it is rejected, and outer wrappers see it", async () => {
  const { pm, hook } = setup({ run: { async: true } });
  pm.register({
    run: hookimpl(around, function* (): Around {
      yield;
      return Promise.reject("no");
    }),
  });
  pm.register({
    run: hookimpl(around, function* (): Around {
      try {
        return yield;
      } catch (error) {
        return `rescued from ${error}`;
      }
    }),
  });
  assertEquals(await hook.run(), "rescued from no");
});

Deno.test("what a wrapper yields is ignored", async () => {
  const { pm, hook } = setup({ sync: {}, async: { async: true } });
  const wrap = hookimpl(around, function* (): Generator<string, unknown, unknown> {
    return yield "ignored";
  });
  pm.register({ sync: wrap, async: wrap });
  assertEquals(hook.sync(), []);
  assertEquals(await hook.async(), []);
});
