import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { type ManagerEvents, type PluginManager, UsageError } from "@tenon/tenon";
import { addSpeaker, hookimpl, type HostSpec, makeHost, namesOf, speaker, warnedHost } from "./host_spec.ts";

type Moment = "register" | "unregister" | "replace" | "close" | "quarantine" | "release";
const moments: readonly Moment[] = ["register", "unregister", "replace", "close", "quarantine", "release"];

/** Notes all events of a manager, as texts. */
function watch(pm: PluginManager<HostSpec>): string[] {
  const seen: string[] = [];
  for (const type of moments) {
    pm.on(type, ({ when, plugin }) => seen.push([when, type, plugin].filter((part) => part !== undefined).join(" ")));
  }
  return seen;
}

function failing(): object {
  return {
    say: hookimpl((): string => {
      throw new Error("bad");
    }),
  };
}

Deno.test("registering is told before and after", () => {
  const pm = makeHost();
  const seen: [string, boolean][] = [];
  pm.on("register", ({ when, plugin }) => seen.push([`${when} ${plugin}`, pm.hasPlugin("a")]));
  addSpeaker(pm, "a");
  assertEquals(seen, [["before a", false], ["after a", true]]);
});

Deno.test("an asynchronous registration is told of when it is done", async () => {
  const pm = makeHost();
  await pm.hook.start.callHistoric({ key: "k" });
  const seen = watch(pm);
  const gate = Promise.withResolvers<void>();
  const registered = pm.registerAsync({ start: hookimpl(() => gate.promise) }, "a");
  assertEquals(seen, ["before register a"]);
  gate.resolve();
  await registered;
  assertEquals(seen, ["before register a", "after register a"]);
});

Deno.test("a failed registration is told of with its error, when nothing of the plugin is left", async () => {
  const pm = makeHost();
  await pm.hook.start.callHistoric({ key: "k" });
  const seen = watch(pm);
  const failures: unknown[] = [];
  pm.on("register", ({ when, error }) => {
    if (when !== "failed") return;
    failures.push(error);
    assertEquals(namesOf(pm), ["a"]);
  });
  addSpeaker(pm, "a");
  const thrown = assertThrows(() => addSpeaker(pm, "a"));
  const error = new Error("late");
  await assertRejects(() => pm.registerAsync({ start: hookimpl(() => Promise.reject(error)) }, "b"));
  assertEquals(seen.slice(2), ["before register a", "failed register a", "before register b", "failed register b"]);
  assertStrictEquals(failures[0], thrown);
  assertStrictEquals(failures[1], error);
});

Deno.test("a blocked plugin is not registered, and no event says that it is", async () => {
  const pm = makeHost();
  pm.setBlocked("a");
  const seen = watch(pm);
  addSpeaker(pm, "a");
  await pm.registerAsync(speaker("a"), "a");
  assertEquals(seen, []);
});

Deno.test("taking a plugin out is told before and after, also where its name is blocked", () => {
  const pm = makeHost();
  addSpeaker(pm, "a");
  addSpeaker(pm, "b");
  const seen = watch(pm);
  pm.unregister(null, "a");
  pm.setBlocked("b");
  pm.unregister(null, "nobody");
  assertEquals(seen, ["before unregister a", "after unregister a", "before unregister b", "after unregister b"]);
});

Deno.test("replacing is told before, after and when it fails, and as nothing else", async () => {
  const pm = makeHost();
  addSpeaker(pm, "a");
  const seen = watch(pm);
  await pm.replace("a", speaker("new"));
  pm.hook.note.callHistoric({ key: "k" });
  const bad = {
    note: hookimpl(() => {
      throw new Error("no");
    }),
  };
  await assertRejects(() => pm.replace("a", bad));
  assertEquals(seen, ["before replace a", "after replace a", "before replace a", "failed replace a"]);
});

Deno.test("closing is told around the plugins that it takes out", async () => {
  const pm = makeHost();
  addSpeaker(pm, "a");
  const seen = watch(pm);
  await pm.close();
  await pm.close();
  assertEquals(seen, ["before close", "before unregister a", "after unregister a", "after close"]);
});

Deno.test("a close that fails is told of with its error", async () => {
  const pm = makeHost();
  pm.register({
    [Symbol.dispose]: () => {
      throw new Error("stuck");
    },
  }, "a");
  const seen: unknown[] = [];
  pm.on("close", ({ when, error }) => seen.push([when, error]));
  const error = await assertRejects(() => pm.close());
  assertEquals(seen, [["before", undefined], ["failed", error]]);
});

Deno.test("quarantine and release are told, with the reason", () => {
  const pm = makeHost({ onError: "skip", quarantineAfter: 2 });
  const seen = watch(pm);
  const reasons: string[] = [];
  pm.on("quarantine", ({ when, reason, hook }) => reasons.push(`${when} ${hook}: ${reason}`));
  pm.register(failing(), "a");
  for (let i = 0; i < 3; i++) pm.hook.say({});
  assert(pm.release("a"));
  assertEquals(pm.release("a"), false);
  assertEquals(seen.slice(2), ["before quarantine a", "after quarantine a", "before release a", "after release a"]);
  assertEquals(
    reasons,
    ["before", "after"].map((when) => `${when} say: its impl of hook 'say' failed 2 times in a row`),
  );
});

Deno.test("a listener that throws changes nothing, and is a warning", () => {
  const { pm, warnings } = warnedHost();
  const error = new Error("listener");
  pm.on("register", () => {
    throw error;
  });
  const seen = watch(pm);
  assertEquals(pm.register(speaker("a"), "a"), "a");
  assertEquals(pm.hook.say({}), ["a"]);
  assertEquals(seen, ["before register a", "after register a"]);
  assertEquals(warnings.map(({ code }) => code), ["listener-failed", "listener-failed"]);
  assertStrictEquals(warnings[0]?.error, error);
});

Deno.test("a listener whose promise is rejected changes nothing, and is a warning", async () => {
  const { pm, warnings } = warnedHost();
  pm.on("register", async ({ when }) => {
    await undefined;
    if (when === "after") throw new Error("listener");
  });
  addSpeaker(pm, "a");
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(warnings.map(({ code }) => code), ["listener-failed"]);
});

Deno.test("a listener that was taken away hears nothing more", () => {
  const pm = makeHost();
  const seen: string[] = [];
  const off = pm.on("register", ({ when }) => seen.push(when));
  addSpeaker(pm, "a");
  off();
  off();
  addSpeaker(pm, "b");
  assertEquals(seen, ["before", "after"]);
});

Deno.test("a listener that is there twice is taken away once at a time", () => {
  const pm = makeHost();
  let heard = 0;
  const listener = () => heard++;
  const [off] = [pm.on("unregister", listener), pm.on("unregister", listener)];
  off();
  off();
  addSpeaker(pm, "a");
  pm.unregister(null, "a");
  assertEquals(heard, 2);
});

Deno.test("listeners that are added or taken away during an event do not hear or miss that one", () => {
  const pm = makeHost();
  const seen: string[] = [];
  pm.on("unregister", ({ when }) => {
    if (when !== "before") return;
    off();
    pm.on("unregister", ({ when }) => seen.push(`added: ${when}`));
  });
  const off = pm.on("unregister", ({ when }) => seen.push(`removed: ${when}`));
  addSpeaker(pm, "a");
  pm.unregister(null, "a");
  assertEquals(seen, ["removed: before", "added: after"]);
});

Deno.test("events of a scope reach the listeners of the scope, then those of its parents", () => {
  const pm = makeHost();
  const session = pm.scope();
  const request = session.scope();
  const seen: string[] = [];
  const note = (who: string) => ({ when, plugin }: ManagerEvents["register"]) => {
    seen.push(`${who}: ${when} ${plugin}`);
  };
  pm.on("register", note("pm"));
  session.on("register", note("session"));
  request.on("register", note("request"));
  addSpeaker(request, "r");
  addSpeaker(pm, "p");
  assertEquals(seen, [
    "request: before r",
    "session: before r",
    "pm: before r",
    "request: after r",
    "session: after r",
    "pm: after r",
    "pm: before p",
    "pm: after p",
  ]);
});

Deno.test("a plugin of the parent that fails in a scope's call is put in quarantine for all", () => {
  const pm = makeHost({ onError: "skip", quarantineAfter: 1 });
  pm.register(failing(), "bad");
  const scope = pm.scope();
  const seen = watch(pm);
  scope.hook.say({});
  assertEquals(seen, ["before quarantine bad", "after quarantine bad"]);
  assertEquals(pm.quarantined().map(({ plugin }) => plugin), ["bad"]);
  assertEquals(scope.quarantined().map(({ plugin }) => plugin), ["bad"]);
  assertEquals(scope.release("bad"), true);
  assertEquals(pm.quarantined(), []);
});

Deno.test("a plugin of the parent is put in quarantine even if one of the scope has its name", () => {
  const pm = makeHost({ onError: "skip", quarantineAfter: 1 });
  const scope = pm.scope();
  addSpeaker(scope, "name");
  pm.register(failing(), "name");
  assertEquals(scope.hook.say({}), ["name"]);
  assertEquals(pm.quarantined().map(({ plugin }) => plugin), ["name"]);
  assertEquals(pm.hook.say({}), []);
});

Deno.test("a plugin of a scope that is put in quarantine is so in its scope, and the parent hears of it", () => {
  const pm = makeHost({ onError: "skip", quarantineAfter: 1 });
  const scope = pm.scope();
  scope.register(failing(), "bad");
  const seen = watch(pm);
  scope.hook.say({});
  assertEquals(seen, ["before quarantine bad", "after quarantine bad"]);
  assertEquals(pm.quarantined(), []);
  assertEquals(scope.quarantined().map(({ plugin }) => plugin), ["bad"]);
});

Deno.test("errors that are skipped in a scope are told to the listeners of the parent", () => {
  const pm = makeHost({ onError: "skip" });
  const skips: string[] = [];
  pm.on("skip", ({ plugin, hook }) => skips.push(`${plugin} ${hook}`));
  const scope = pm.scope();
  scope.register(failing(), "bad");
  scope.hook.say({});
  assertEquals(skips, ["bad say"]);
});

for (const quarantineAfter of [0, -1, 1.5, NaN]) {
  Deno.test(`a quarantineAfter of ${quarantineAfter} is refused`, () => {
    assertThrows(() => makeHost({ quarantineAfter }), UsageError, "quarantineAfter");
  });
}
