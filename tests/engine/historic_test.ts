import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type Around,
  codeRejected,
  codeThrown,
  gate,
  hookimpl,
  hookOf,
  namespace,
  setup,
  tenonError,
  thrown,
} from "./support.ts";

const memory = { historic: true } as const;
const later = { historic: true, async: true } as const;
type N = { n: number };

Deno.test("a historic hook cannot be called directly, and the error says how it is called", async () => {
  const { hook } = setup({ run: memory, later });
  const error = tenonError(thrown(() => hook.run()));
  assertEquals(error.code, "historic-call");
  assertEquals(error.message.includes("pm.hook.run.callHistoric(args)"), true);
  assertEquals(codeThrown(() => hook.run.callExtra([])), "historic-call");
  assertEquals(await codeRejected(() => hook.later()), "historic-call");
});

Deno.test("another hook cannot be called as a historic one", () => {
  const { hook } = setup({ run: {} });
  assertEquals(codeThrown(() => hook.run.callHistoric()), "not-historic");
});

Deno.test("a historic hook cannot be wrapped, in either style", () => {
  for (const options of [{ wrapper: true }, { hookwrapper: true }]) {
    const { pm } = setup({ run: memory });
    const wrap = function* (): Around {
      return yield;
    };
    assertEquals(codeThrown(() => pm.register({ run: hookimpl(options, wrap) })), "historic-wrapper");
  }
});

Deno.test("calls are replayed to each plugin that comes later, in their order", () => {
  const { pm, hook } = setup({ run: memory });
  hook.run.callHistoric({ n: 1 });
  hook.run.callHistoric({ n: 2 });
  const seen: number[] = [];
  const plugin = { run: hookimpl(({ n }: N) => void seen.push(n)) };
  pm.register(plugin);
  hook.run.callHistoric({ n: 3 });
  assertEquals(seen, [1, 2, 3]);
  pm.unregister(plugin);
  pm.register(plugin);
  assertEquals(seen, [1, 2, 3, 1, 2, 3]);
});

Deno.test("the callback receives every answer but null and undefined, now and later", () => {
  const { pm, hook } = setup({ run: memory });
  const answers: unknown[] = [];
  const plugin = (answer: unknown) => ({ run: hookimpl(() => answer) });
  pm.register(plugin("now"));
  pm.register(plugin(null));
  hook.run.callHistoric({}, (answer) => void answers.push(answer));
  for (const answer of [0, null, false, undefined, ""]) pm.register(plugin(answer));
  assertEquals(answers, ["now", 0, false, ""]);
});

Deno.test("all impls run before the callback is called, once for each answer", () => {
  const { pm, hook } = setup({ run: memory });
  const events: string[] = [];
  for (const name of ["a", "b"]) {
    pm.register({
      run: hookimpl(() => {
        events.push(`impl ${name}`);
        return name;
      }),
    });
  }
  hook.run.callHistoric({}, (answer) => void events.push(`callback ${answer}`));
  assertEquals(events, ["impl b", "impl a", "callback b", "callback a"]);
});

Deno.test("an asynchronous historic call waits for impls and callbacks, one after another", async () => {
  const { pm, hook } = setup({ later });
  const events: string[] = [];
  for (const name of ["a", "b"]) {
    pm.register({
      later: hookimpl(async () => {
        await undefined;
        events.push(`impl ${name}`);
        return name;
      }),
    });
  }
  const callback = async (answer: unknown): Promise<void> => {
    events.push(`callback ${answer} begins`);
    await new Promise((resolve) => setTimeout(resolve, 1));
    events.push(`callback ${answer} ends`);
  };
  await hook.later.callHistoric({}, callback as never);
  assertEquals(events, [
    "impl b",
    "impl a",
    "callback b begins",
    "callback b ends",
    "callback a begins",
    "callback a ends",
  ]);
});

Deno.test("a call that fails is remembered all the same", () => {
  const { pm, hook } = setup({ run: memory });
  pm.register({
    run: hookimpl(() => {
      throw new Error("boom");
    }),
  });
  assertThrows(() => hook.run.callHistoric({ n: 1 }), Error, "boom");
  const seen: number[] = [];
  pm.register({ run: hookimpl(({ n }: N) => void seen.push(n)) });
  assertEquals(seen, [1]);
});

Deno.test("a callback that throws fails the call, and keeps the others from being called", async () => {
  const { pm, hook } = setup({ run: memory, later });
  for (const name of ["a", "b"]) pm.register({ run: hookimpl(() => name), later: hookimpl(() => name) });
  const answers: unknown[] = [];
  const callback = (answer: unknown) => {
    answers.push(answer);
    throw new Error("from the callback");
  };
  assertThrows(() => hook.run.callHistoric({}, callback), Error, "from the callback");
  await assertRejects(async () => await hook.later.callHistoric({}, callback), Error, "from the callback");
  assertEquals(answers, ["b", "b"]);
});

Deno.test("a callback that throws in a replay fails the registration", async () => {
  const { pm, hook } = setup({ run: memory, later });
  const callback = () => {
    throw new Error("from the callback");
  };
  hook.run.callHistoric({}, callback);
  await hook.later.callHistoric({}, callback);
  const run = { run: hookimpl(() => 1) };
  assertThrows(() => pm.register(run), Error, "from the callback");
  assertEquals(pm.isRegistered(run), false);
  const plugin = { later: hookimpl(() => 1) };
  await assertRejects(() => pm.registerAsync(plugin), Error, "from the callback");
  assertEquals(pm.isRegistered(plugin), false);
  pm.register({ run: hookimpl(() => null) });
});

Deno.test("a call through a subset caller is remembered for everyone who comes later", () => {
  const { pm, hook } = setup({ run: memory });
  const events: string[] = [];
  const plugin = (name: string) => ({ run: hookimpl(() => void events.push(name)) });
  const [left, right, late] = [plugin("left"), plugin("right"), plugin("late")];
  pm.register(left);
  pm.register(right);
  const subset = pm.subsetHookCaller("run" as never, [left]) as unknown as typeof hook.run;
  subset.callHistoric();
  assertEquals(events, ["right"]);
  pm.register(late);
  pm.unregister(left);
  pm.register(left);
  assertEquals(events, ["right", "late", "left"]);
});

Deno.test("plugins that are registered during a historic call get that call at once, and once", () => {
  const { pm, hook } = setup({ run: memory });
  const events: string[] = [];
  let registered = false;
  pm.register({
    run: hookimpl(() => {
      events.push("first");
      if (!registered) pm.register({ run: hookimpl(() => void events.push("new")) });
      registered = true;
    }),
  });
  hook.run.callHistoric();
  assertEquals(events, ["first", "new"]);
});

Deno.test("a call that waits is replayed to a plugin that comes meanwhile", async () => {
  const { pm, hook } = setup({ later });
  const { open, opened } = gate();
  const events: string[] = [];
  pm.register({ later: hookimpl(() => opened.then(() => void events.push("slow"))) });
  const call = hook.later.callHistoric({ n: 1 });
  await pm.registerAsync({ later: hookimpl(({ n }: N) => void events.push(`new ${n}`)) });
  open();
  await call;
  assertEquals(events, ["new 1", "slow"]);
});

Deno.test("calls made before a hook became historic are not replayed", () => {
  const { pm } = setup();
  const seen: unknown[] = [];
  pm.register({ run: hookimpl(({ n }: N) => void seen.push(`first ${n}`)) });
  hookOf(pm, "run")({ n: 1 });
  pm.addHookspecs(namespace({ run: memory }));
  hookOf(pm, "run").callHistoric({ n: 2 });
  pm.register({ run: hookimpl(({ n }: N) => void seen.push(`second ${n}`)) });
  assertEquals(seen, ["first 1", "first 2", "second 2"]);
});

Deno.test("an outcome that a monitor replaced by something else than answers has no answers", async () => {
  for (const forced of [undefined, 1, { length: 1 }, "text"]) {
    const { pm, hook } = setup({ run: memory, later });
    pm.addHookcallMonitoring(() => {}, (outcome) => outcome.forceResult(forced));
    const answers: unknown[] = [];
    const callback = (answer: unknown) => void answers.push(answer);
    pm.register({ run: hookimpl(() => "now"), later: hookimpl(() => "now") });
    hook.run.callHistoric({}, callback);
    await hook.later.callHistoric({}, callback);
    await pm.registerAsync({ run: hookimpl(() => "replayed"), later: hookimpl(() => "replayed") });
    assertEquals(answers, []);
  }
});
