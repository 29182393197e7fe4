import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import {
  type Historic,
  HookspecError,
  type PluginManager,
  PluginValidationError,
  UnknownHookError,
} from "@tenon/tenon";
import { addSpeaker, anyimpl, hookspec, HostSpec, Listener, makeHost, speaker, warnedHost } from "./host_spec.ts";

class MoreSpec {
  @hookspec
  more(_: { word?: string }): string | void {}
}

class HistoricMoreSpec {
  @hookspec({ historic: true, historyLimit: 1 })
  last(_: { key: string }): Historic | void {}
}

/** What a manager has for {@linkcode MoreSpec}, where its type does not tell. */
function moreOf(pm: PluginManager<HostSpec>) {
  return (pm as unknown as PluginManager<MoreSpec>).hook.more;
}

const more = (word: string) => ({ more: anyimpl(() => word) });

Deno.test("a scope calls the hooks of its parent without a spec of its own", () => {
  const scope = makeHost().scope();
  assertEquals(scope.hook.say({}), []);
  assert(scope.hook.say.hasSpec());
});

Deno.test("specs that a scope adds are known there and not in the parent", () => {
  const pm = makeHost();
  const scope = pm.scope().addHookspecs(MoreSpec);
  scope.register(more("mine"));
  assertEquals(scope.hook.more({}), ["mine"]);
  assertThrows(() => moreOf(pm)({}), UnknownHookError, "'more'");
});

Deno.test("a scope sees specs that are added to its parent later", () => {
  const pm = makeHost();
  const scope = pm.scope();
  pm.addHookspecs(MoreSpec);
  pm.register(more("all"));
  assertEquals(moreOf(scope)({}), ["all"]);
});

Deno.test("a hook that a scope knew first, and its parent learns later, is the same hook", () => {
  const pm = makeHost();
  const scope = pm.scope();
  scope.register(more("mine"), "mine");
  const caller = moreOf(scope);
  assertEquals(caller({}), ["mine"]);
  assertFalse(caller.hasSpec());
  pm.register(more("all"), "all");
  assertEquals(caller({}), ["mine", "all"]);
  pm.addHookspecs(MoreSpec);
  assert(caller.hasSpec());
  scope.checkPending();
});

Deno.test("a hook that a scope's scope knew first is the same hook when one of those above learns it", () => {
  const pm = makeHost();
  const session = pm.scope();
  const request = session.scope();
  request.register(more("request"));
  const caller = moreOf(request);
  assertEquals(caller({}), ["request"]);
  pm.register(more("all"));
  assertEquals(caller({}), ["request", "all"]);
  session.register(more("session"));
  assertEquals(caller({}), ["request", "session", "all"]);
});

Deno.test("what a scope alone knows is in no list of its parent", () => {
  const pm = makeHost();
  pm.scope().register(more("mine"));
  assertFalse("more" in pm.hook);
  assertFalse(Object.keys(pm.hook).includes("more"));
  assertThrows(() => pm.subsetHookCaller("more" as "say", []), UnknownHookError);
  assertEquals(pm.pendingErrors(), []);
});

Deno.test("a scope can give a spec to a hook that its parent has only impls of", () => {
  const pm = makeHost();
  pm.register(more("all"));
  const scope = pm.scope().addHookspecs(MoreSpec);
  assert(scope.hook.more.hasSpec());
  assertFalse(moreOf(pm).hasSpec());
  assertEquals(scope.hook.more({}), ["all"]);
});

Deno.test("a scope cannot give a second spec to a hook of its parent", () => {
  const scope = makeHost().scope();
  assertThrows(() => scope.addHookspecs(HostSpec), HookspecError, "has one already");
});

Deno.test("a plugin of a scope is checked against the specs of the parent", () => {
  const scope = makeHost().scope();
  assertThrows(() => scope.register({ say: anyimpl(async () => {}) }), PluginValidationError, "async");
});

Deno.test("an unknown hook of a scope is an error that guesses at hooks of the parent and of the scope", () => {
  const pm = makeHost();
  addSpeaker(pm, "all");
  const scope = pm.scope().addHookspecs(MoreSpec);
  const { hook } = scope as unknown as PluginManager<Record<string, () => void>>;
  assertThrows(() => hook.syay!(), UnknownHookError, "Did you mean 'say'?");
  assertThrows(() => hook.moore!(), UnknownHookError, "Did you mean 'more'?");
});

Deno.test("for … in over the hooks of a scope gives those of the parent and of the scope, each once", () => {
  const pm = makeHost();
  const scope = pm.scope().addHookspecs(MoreSpec);
  scope.hook.say({});
  const names: string[] = [];
  for (const name in scope.hook) names.push(name);
  assertEquals(names.toSorted(), ["ask", "more", "note", "pick", "recent", "say", "start"]);
  assert("say" in scope.hook && "pick" in scope.hook && "more" in scope.hook);
});

Deno.test("looking a hook up again gives the same caller", () => {
  const scope = makeHost().scope();
  assert(scope.hook.say === scope.hook.say);
});

Deno.test("calls that the parent remembers are replayed to the plugins of a scope", () => {
  const pm = makeHost();
  pm.hook.note.callHistoric({ key: "before the scope" });
  const scope = pm.scope();
  pm.hook.note.callHistoric({ key: "after" });
  const mine = new Listener();
  scope.register(mine);
  assertEquals(mine.heard, ["before the scope", "after"]);
});

Deno.test("calls through a scope reach the parent's plugins, and are remembered for the scope's own only", () => {
  const pm = makeHost();
  const [all, late, mine] = [new Listener(), new Listener(), new Listener()];
  pm.register(all);
  const scope = pm.scope();
  scope.hook.note.callHistoric({ key: "k" });
  pm.register(late);
  scope.register(mine);
  assertEquals([all.heard, late.heard, mine.heard], [["k"], [], ["k"]]);
});

Deno.test("remembered calls of asynchronous hooks are replayed to the plugins of a scope", async () => {
  const pm = makeHost();
  await pm.hook.start.callHistoric({ key: "all" });
  const scope = pm.scope();
  await scope.hook.start.callHistoric({ key: "mine" });
  const mine = new Listener();
  await scope.registerAsync(mine);
  assertEquals(mine.heard, ["all", "mine"]);
});

Deno.test("clearing the history of a scope leaves that of its parent", () => {
  const pm = makeHost();
  pm.hook.note.callHistoric({ key: "all" });
  const scope = pm.scope();
  scope.hook.note.callHistoric({ key: "mine" });
  scope.hook.note.clearHistory();
  const mine = new Listener();
  scope.register(mine);
  assertEquals(mine.heard, ["all"]);
});

Deno.test("clearing the history of the parent counts for its scopes", () => {
  const pm = makeHost();
  const scope = pm.scope();
  pm.hook.note.callHistoric({ key: "all" });
  scope.hook.note.callHistoric({ key: "mine" });
  pm.hook.note.clearHistory();
  const mine = new Listener();
  scope.register(mine);
  assertEquals(mine.heard, ["mine"]);
});

Deno.test("no more calls are replayed in a scope than the hook's historyLimit", () => {
  const pm = makeHost().addHookspecs(HistoricMoreSpec);
  pm.hook.last.callHistoric({ key: "all" });
  const scope = pm.scope();
  scope.hook.last.callHistoric({ key: "mine" });
  const heard: string[] = [];
  scope.register({ last: anyimpl(({ key }: { key: string }) => void heard.push(key)) });
  assertEquals(heard, ["mine"]);
});

Deno.test("monitors of the parent see the calls of a scope, also when they are added after a call", () => {
  const pm = makeHost();
  const scope = pm.scope();
  addSpeaker(scope, "mine");
  scope.hook.say({});
  const seen: string[] = [];
  const undo = pm.addHookcallMonitoring((hook, impls) => seen.push(`${hook} of ${impls.length}`), () => {});
  scope.hook.say({});
  undo();
  scope.hook.say({});
  assertEquals(seen, ["say of 1"]);
});

Deno.test("monitors of the parent see the calls of hooks that the scope alone knows", () => {
  const pm = makeHost();
  const session = pm.scope();
  const scope = session.scope().addHookspecs(MoreSpec);
  scope.hook.more({});
  const seen: string[] = [];
  const undo = pm.addHookcallMonitoring((hook) => seen.push(`all: ${hook}`), () => {});
  session.addHookcallMonitoring((hook) => seen.push(`session: ${hook}`), () => {});
  scope.hook.more({});
  undo();
  scope.hook.more({});
  assertEquals(seen, ["session: more", "all: more", "session: more"]);
});

Deno.test("monitors of a scope see its calls only", () => {
  const pm = makeHost();
  const scope = pm.scope();
  const seen: string[] = [];
  scope.addHookcallMonitoring((hook) => seen.push(hook), () => {});
  pm.hook.say({});
  scope.hook.pick({});
  assertEquals(seen, ["pick"]);
});

Deno.test("tracing is shared by a manager and its scopes", () => {
  const pm = makeHost();
  const lines: string[] = [];
  pm.trace.root.setWriter((line) => lines.push(line));
  pm.enableTracing();
  pm.scope().hook.say({});
  assertEquals(lines.length, 2);
});

Deno.test("warnings of a scope go to the handler of its parent", () => {
  const { pm, warnings } = warnedHost();
  const scope = pm.scope();
  scope.on("register", () => {
    throw new Error("listener");
  });
  scope.register(speaker("mine"));
  assertEquals(warnings.map(({ code }) => code), ["listener-failed", "listener-failed"]);
});
