import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { RegistrationError, UsageError } from "@tenon/tenon";
import { addSpeaker, anyimpl, hookimpl, makeHost, namesOf, speaker, warnedHost } from "./host_spec.ts";

Deno.test("where nothing is said, the last registered is called first", () => {
  const pm = makeHost();
  for (const name of ["a", "b", "c"]) addSpeaker(pm, name);
  assertEquals(pm.hook.say({}), ["c", "b", "a"]);
});

Deno.test("an impl is called before those of the plugins that its before names", () => {
  const pm = makeHost();
  pm.register({ say: hookimpl({ before: ["c"] }, () => "a") }, "a");
  addSpeaker(pm, "b");
  addSpeaker(pm, "c");
  assertEquals(pm.hook.say({}), ["b", "a", "c"]);
});

Deno.test("an impl is called after those of the plugins that its after names", () => {
  const pm = makeHost();
  addSpeaker(pm, "a");
  addSpeaker(pm, "b");
  pm.register({ say: hookimpl({ after: ["a"] }, () => "c") }, "c");
  assertEquals(pm.hook.say({}), ["b", "a", "c"]);
});

Deno.test("what a registration says of the order counts for all impls of the plugin", async () => {
  const pm = makeHost();
  addSpeaker(pm, "a");
  addSpeaker(pm, "b", { after: ["a"] });
  assertEquals(pm.hook.say({}), ["a", "b"]);
  assertEquals(await pm.hook.ask({}), ["a", "b"]);
});

Deno.test("what an impl says of the order and what its registration says both count", () => {
  const pm = makeHost();
  pm.register({ say: hookimpl({ before: ["c"] }, () => "a") }, "a", { before: ["b"] });
  addSpeaker(pm, "b");
  addSpeaker(pm, "c");
  assertEquals(pm.hook.say({}), ["a", "c", "b"]);
});

Deno.test("names of plugins that are not there are ignored", () => {
  const pm = makeHost();
  addSpeaker(pm, "a", { before: ["nobody"] });
  addSpeaker(pm, "b", { after: ["nobody else"] });
  assertEquals(pm.hook.say({}), ["b", "a"]);
});

Deno.test("a name counts as soon as a plugin of that name comes, and no longer than it stays", () => {
  const pm = makeHost();
  addSpeaker(pm, "a", { before: ["c"] });
  addSpeaker(pm, "b");
  const c = addSpeaker(pm, "c");
  assertEquals(pm.hook.say({}).indexOf("a") < pm.hook.say({}).indexOf("c"), true);
  pm.unregister(c);
  assertEquals(pm.hook.say({}), ["b", "a"]);
});

Deno.test("what a plugin says of itself is ignored", () => {
  const pm = makeHost();
  pm.register({ one: hookimpl({ specname: "say", before: ["a"] }, () => "one"), say: hookimpl(() => "two") }, "a");
  assertEquals(pm.hook.say({}), ["two", "one"]);
});

Deno.test("the order by name stays within the group: tryfirst and trylast win over it", () => {
  const pm = makeHost();
  pm.register({ say: hookimpl({ tryfirst: true }, () => "first") }, "first", { after: ["plain", "last"] });
  addSpeaker(pm, "plain", { after: ["last"] });
  pm.register({ say: hookimpl({ trylast: true }, () => "last") }, "last", { before: ["first"] });
  assertEquals(pm.hook.say({}), ["first", "plain", "last"]);
});

Deno.test("wrappers are ordered by name among themselves", () => {
  const pm = makeHost();
  const events: string[] = [];
  const wrapper = (name: string) => ({
    say: hookimpl({ wrapper: true, specname: "say" }, function* () {
      events.push(name);
      return yield;
    }),
  });
  pm.register(wrapper("outer"), "outer", { before: ["inner"] });
  pm.register(wrapper("inner"), "inner");
  pm.hook.say({});
  assertEquals(events, ["outer", "inner"]);
});

Deno.test("extra functions of a call keep their place among impls that are ordered by name", () => {
  const pm = makeHost();
  addSpeaker(pm, "a", { before: ["b"] });
  addSpeaker(pm, "b");
  assertEquals(pm.hook.say.callExtra([() => "extra"], {}), ["extra", "a", "b"]);
});

Deno.test("a subset caller calls in the order by name, also by way of a plugin that it leaves out", () => {
  const pm = makeHost();
  addSpeaker(pm, "a", { before: ["b"] });
  const b = addSpeaker(pm, "b", { before: ["c"] });
  addSpeaker(pm, "c");
  assertEquals(pm.subsetHookCaller("say", [b])({}), ["a", "c"]);
});

Deno.test("a cycle is an error that names the plugins of the cycle", () => {
  const pm = makeHost();
  addSpeaker(pm, "a", { before: ["b"] });
  addSpeaker(pm, "b", { before: ["c"] });
  addSpeaker(pm, "bystander");
  const error = assertThrows(() => addSpeaker(pm, "c", { before: ["a"] }), RegistrationError);
  assertEquals(error.code, "order-cycle");
  assertEquals([error.plugin, error.hook], ["c", "say"]);
  const [, cycle = ""] = /hook 'say', (.*), which/.exec(error.message) ?? [];
  assertEquals(cycle.split(" before ").toSorted(), ["'a'", "'a'", "'b'", "'c'"].toSorted());
  assertStringIncludes(`${cycle} ${cycle}`, "'a' before 'b'");
});

Deno.test("a cycle leaves the manager as it was", () => {
  const { pm, warnings } = warnedHost();
  addSpeaker(pm, "a", { before: ["b"] });
  const plugin = { ...speaker("b"), unknown: anyimpl({ optionalhook: true }, () => {}) };
  assertThrows(() => pm.register(plugin, "b", { before: ["a"] }), RegistrationError);
  assertEquals(namesOf(pm), ["a"]);
  assertEquals(pm.hook.say({}), ["a"]);
  assertEquals(Object.keys(pm.hook).includes("unknown"), false);
  assertEquals(warnings, []);
  pm.register(plugin, "b");
  assertEquals(pm.hook.say({}), ["a", "b"]);
});

Deno.test("contradictions between impls of different groups are no cycle", () => {
  const pm = makeHost();
  addSpeaker(pm, "a", { before: ["b"] });
  pm.register({ say: hookimpl({ tryfirst: true }, () => "b") }, "b", { before: ["a"] });
  assertEquals(pm.hook.say({}), ["b", "a"]);
});

Deno.test("two plugins that are registered at the same time cannot make a cycle together", async () => {
  const pm = makeHost();
  await pm.hook.start.callHistoric({ key: "k" });
  const plugin = (name: string) => ({ start: hookimpl(async () => await undefined), say: hookimpl(() => name) });
  const outcomes = await Promise.allSettled([
    pm.registerAsync(plugin("a"), "a", { before: ["b"] }),
    pm.registerAsync(plugin("b"), "b", { before: ["a"] }),
  ]);
  assertEquals(outcomes.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
  assertEquals(pm.hook.say({}).length, 1);
  assertEquals(namesOf(pm).length, 1);
});

Deno.test("a replacement that would make a cycle is refused, and the old plugin stays", async () => {
  const pm = makeHost();
  addSpeaker(pm, "a", { before: ["b"] });
  addSpeaker(pm, "b");
  const error = await pm.replace("b", speaker("new"), { before: ["a"] }).catch((error) => error);
  assertEquals(error.code, "order-cycle");
  assertEquals(pm.hook.say({}), ["a", "b"]);
});

Deno.test("what a registration says of the order must be arrays of names", () => {
  const pm = makeHost();
  const before = "a" as unknown as string[];
  assertThrows(() => pm.register(speaker("b"), "b", { before }), UsageError, "array of names");
  assertEquals(namesOf(pm), []);
});
