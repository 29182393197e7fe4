import { assert, assertEquals, assertFalse, assertRejects, assertStrictEquals } from "@std/assert";
import { errorOf, type Host, host, impl, never, outcomeOf, wrapper } from "./support.ts";

const fails = () => {
  throw new Error("bad");
};

/** Calls `run` some times, whatever comes of it. */
async function times(count: number, { run }: Pick<Host, "run">): Promise<void> {
  for (let i = 0; i < count; i++) await outcomeOf(() => run());
}

/** The events of a manager around quarantine. */
function eventsOf({ pm }: Host): unknown[] {
  const events: unknown[] = [];
  pm.on("quarantine", ({ when, plugin, hook, reason }) => events.push([when, plugin, hook, reason]));
  pm.on("release", ({ when, plugin }) => events.push([when, plugin]));
  return events;
}

for (const async of [false, true]) {
  const kind = async ? "async" : "sync";

  Deno.test(`${kind}: a plugin is left out of calls after a number of failures in a row`, async () => {
    const made = host({ async, onError: "skip" }, { quarantineAfter: 3 });
    let called = 0;
    made.addAll({
      bad: () => {
        called++;
        throw new Error("bad");
      },
      a: () => "a",
    });
    await times(5, made);
    assertEquals([called, made.skips.length, await made.run()], [3, 3, ["a"]]);
  });

  Deno.test(`${kind}: quarantine is for plugins that throw, too, whatever onError says`, async () => {
    const made = host({ async }, { quarantineAfter: 2 });
    made.addAll({ bad: fails, a: () => "a" });
    for (let i = 0; i < 2; i++) assert("error" in await outcomeOf(() => made.run()));
    assertEquals(await made.run(), ["a"]);
  });

  Deno.test(`${kind}: a call that goes well begins the count anew`, async () => {
    const made = host({ async, onError: "skip" }, { quarantineAfter: 2 });
    made.add("bad", ({ fine }: { fine: boolean }) => fine ? "fine" : fails());
    for (const fine of [false, true, false, true, false]) await made.run({ fine });
    assertEquals(made.pm.quarantined(), []);
    await made.run({ fine: false });
    assertEquals(made.pm.quarantined().length, 1);
  });

  Deno.test(`${kind}: an impl that always fails is found out, however well the others of its plugin go`, async () => {
    const made = host({ async, onError: "skip" }, { quarantineAfter: 2 });
    const around = wrapper(function* (): Generator<void, unknown, unknown> {
      return yield;
    }, { specname: "run" });
    made.pm.register({ run: impl({}, fails), around }, "bad");
    await times(2, made);
    assertEquals(made.pm.quarantined().map(({ plugin }) => plugin), ["bad"]);
  });

  Deno.test(`${kind}: who only translates an error, or lacks an argument, has not failed`, async () => {
    const made = host({ async, onError: "skip" }, { quarantineAfter: 1 });
    made.add("lacking", impl({ args: ["nothing"] }, () => 1));
    made.add(
      "translator",
      wrapper(function* (): Generator<void, unknown, unknown> {
        try {
          return yield;
        } catch (cause) {
          throw new Error("translated", { cause });
        }
      }),
    );
    made.add("thrower", fails, { onError: "throw" });
    await assertRejects(async () => await made.run());
    assertEquals(made.pm.quarantined().map(({ plugin }) => plugin), ["thrower"]);
  });

  Deno.test(`${kind}: pm.quarantined() says why, with the last error`, async () => {
    const made = host({ async, onError: "skip" }, { quarantineAfter: 1 });
    const error = new Error("bad");
    made.add("bad", () => {
      throw error;
    });
    await made.run();
    const [entry, ...others] = made.pm.quarantined();
    assertEquals(others, []);
    assertEquals([entry?.plugin, entry?.reason], ["bad", "its impl of hook 'run' failed once"]);
    assertStrictEquals(entry?.error, error);
  });

  Deno.test(`${kind}: events tell of quarantine and release, before and after`, async () => {
    const made = host({ async, onError: "skip" }, { quarantineAfter: 2 });
    const events = eventsOf(made);
    made.add("bad", fails);
    await times(3, made);
    const reason = "its impl of hook 'run' failed 2 times in a row";
    assertEquals(events, [["before", "bad", "run", reason], ["after", "bad", "run", reason]]);
    events.length = 0;
    assert(made.pm.release("bad"));
    assertFalse(made.pm.release("bad"));
    assertEquals(events, [["before", "bad"], ["after", "bad"]]);
  });

  Deno.test(`${kind}: the skipped error that leads to quarantine is told of before it`, async () => {
    const made = host({ async, onError: "skip" }, { quarantineAfter: 1 });
    const events: string[] = [];
    made.pm.on("quarantine", ({ when }) => events.push(when));
    made.pm.on("skip", () => events.push("skip"));
    made.add("bad", fails);
    await made.run();
    assertEquals(events, ["skip", "before", "after"]);
  });

  Deno.test(`${kind}: who is released is called again, and has all failures before it`, async () => {
    const made = host({ async, onError: "skip" }, { quarantineAfter: 2 });
    made.add("bad", fails);
    await times(2, made);
    made.pm.release("bad");
    await times(1, made);
    assertEquals(made.pm.quarantined(), []);
    await times(1, made);
    assertEquals(made.pm.quarantined().length, 1);
  });

  Deno.test(`${kind}: all impls and wrappers of the plugin are left out, and none of another`, async () => {
    const made = host({ async, onError: "skip" }, { quarantineAfter: 1 });
    made.add("a", () => "a");
    made.pm.register({
      run: impl({}, fails),
      other: impl({ specname: "run" }, () => "other"),
      around: impl({ specname: "run", wrapper: true }, function* () {
        yield;
        return "wrapped";
      }),
    }, "bad");
    await times(1, made);
    assertEquals(await made.run(), ["a"]);
  });

  Deno.test(`${kind}: a plugin that is taken out and registered anew is in no quarantine`, async () => {
    const made = host({ async, onError: "skip" }, { quarantineAfter: 1 });
    made.add("bad", fails);
    await times(1, made);
    made.pm.unregister(null, "bad");
    assertEquals(made.pm.quarantined(), []);
    made.add("bad", () => "good now");
    assertEquals(await made.run(), ["good now"]);
  });

  Deno.test(`${kind}: a plugin that replaces one in quarantine is in none`, async () => {
    const made = host({ async, onError: "skip" }, { quarantineAfter: 1 });
    made.add("bad", fails);
    await times(1, made);
    await made.pm.replace("bad", { run: impl({}, () => "good now") });
    assertEquals([await made.run(), made.pm.quarantined()], [["good now"], []]);
  });

  Deno.test(`${kind}: subset callers, attributed calls and scopes leave it out as well`, async () => {
    const made = host({ async, onError: "skip" }, { quarantineAfter: 1 });
    made.addAll({ bad: fails, a: () => "a", b: () => "b" });
    await times(1, made);
    const subset = made.pm.subsetHookCaller("run", [made.pm.getPlugin("a")!]);
    assertEquals(await subset(), ["b"]);
    assertEquals((await made.run.attributed()).map(({ plugin }) => plugin), ["a", "b"]);
    assertEquals(await made.pm.scope().hook.run(), ["a", "b"]);
  });

  Deno.test(`${kind}: failures in calls of a scope count for the plugin of the manager above`, async () => {
    const made = host({ async, onError: "skip" }, { quarantineAfter: 2 });
    const events = eventsOf(made);
    made.addAll({ bad: fails, a: () => "a" });
    await times(2, { run: made.pm.scope().hook.run as unknown as Host["run"] });
    assertEquals([await made.run(), events.length], [["a"], 2]);
  });

  Deno.test(`${kind}: failures of extra functions put nobody in quarantine`, async () => {
    const made = host({ async, onError: "skip" }, { quarantineAfter: 1 });
    made.add("a", () => "a");
    assertEquals([await made.run.callExtra([fails, fails]), await made.run.callExtra([fails])], [["a"], ["a"]]);
    assertEquals(made.pm.quarantined(), []);
  });

  Deno.test(`${kind}: a wrapper that fails is put in quarantine, one that lets an error pass is not`, async () => {
    const made = host({ async }, { quarantineAfter: 1 });
    made.addAll({
      passes: wrapper(function* (): Generator<void, unknown, unknown> {
        return yield;
      }),
      breaks: wrapper(function* () {
        yield;
        throw new Error("teardown");
      }),
      a: () => "a",
    });
    await errorOf(() => made.run());
    assertEquals(made.pm.quarantined().map(({ plugin }) => plugin), ["breaks"]);
    assertEquals(await made.run(), ["a"]);
  });

  Deno.test(`${kind}: who fails while calls are replayed to it can be put in quarantine by that`, async () => {
    const made = host({ async, historic: true, onError: "skip" }, { quarantineAfter: 2 });
    for (let id = 0; id < 3; id++) await made.run.callHistoric({ id });
    await made.pm.registerAsync({ run: impl({}, fails) }, "bad");
    assertEquals(made.pm.quarantined().map(({ plugin }) => plugin), ["bad"]);
  });
}

Deno.test("missed deadlines are failures", async () => {
  const made = host({ onError: "skip", timeoutMs: 2 }, { quarantineAfter: 2 });
  made.addAll({ slow: never, a: () => "a" });
  await times(2, made);
  assertEquals([made.pm.quarantined().length, await made.run()], [1, ["a"]]);
});

Deno.test("a call in flight that began before the quarantine ends as it began", async () => {
  const made = host({ onError: "skip" }, { quarantineAfter: 1 });
  const gate = Promise.withResolvers<void>();
  made.addAll({ waits: ({ wait }: { wait?: boolean }) => wait ? gate.promise : undefined, bad: fails });
  const events = eventsOf(made);
  const call = made.run({ wait: true });
  await made.run({});
  assertEquals(made.pm.quarantined().length, 1);
  gate.resolve();
  await call;
  assertEquals(made.skips.length, 2);
  assertEquals(events.length, 2);
});

Deno.test("nobody is in quarantine under a name that is unknown, blocked or free of failures", () => {
  const { pm, add } = host({}, { quarantineAfter: 1 });
  pm.setBlocked("blocked");
  add("a", () => 1);
  assertEquals(["unknown", "blocked", "a"].map((name) => pm.release(name)), [false, false, false]);
});
