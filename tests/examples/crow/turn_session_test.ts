/** What plugins can do to a session, and until when. */
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { NOBODY } from "../../../examples/crow/frontend.ts";
import { hookimpl, type SharedSession } from "../../../examples/crow/hooks.ts";
import { TinyHost } from "./support.ts";

type Given = { readonly session: SharedSession };

/** Everything that changes a session. */
const CHANGES: readonly ((session: SharedSession) => unknown)[] = [
  (session) => session.instruct("Be rude."),
  (session) => session.addPassages([{ source: "late", text: "late" }]),
  (session) => session.remember({ userInput: "late", answer: "late" }),
  (session) => session.replaceHistory([]),
  (session) => session.restore([{ role: "user", content: "late" }]),
];

/** Tries every change; gives what each failed with. */
function changesTo(session: SharedSession): Promise<(Error | undefined)[]> {
  return Promise.all(CHANGES.map(async (change) => {
    try {
      await change(session);
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }));
}

Deno.test("a hook that a cancelled turn left behind cannot change the session any more", async () => {
  const [reached, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const tried = Promise.withResolvers<(Error | undefined)[]>();
  let first = true;
  const plugin = {
    beforeRun: hookimpl(async ({ session }: Given) => {
      if (!first) return;
      first = false;
      reached.resolve();
      await release.promise;
      tried.resolve(await changesTo(session));
    }),
  };
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<string>();
  await using host = new TinyHost({ plugin }, () => {
    asked.resolve();
    return answer.promise;
  });
  const session = await host.agent.startSession();
  const stop = new AbortController();
  const cancelled = host.agent.run(session, "A?", NOBODY, stop.signal);
  await reached.promise;
  stop.abort();
  await cancelled;
  const next = host.agent.run(session, "B?");
  await asked.promise;
  release.resolve();
  for (const error of await tried.promise) {
    assertStringIncludes(error?.message ?? "", `Cannot change session ${session.id}: the turn`);
  }
  answer.resolve("Yes.");
  await next;
  assertEquals(session.request().map(({ content }) => content), ["A?", "(cancelled)", "B?", "Yes."]);
});

Deno.test("what a plugin keeps of a session changes nothing once the start or the turn is over", async () => {
  const kept: SharedSession[] = [];
  const keep = hookimpl({}, ({ session }: Given) => void kept.push(session));
  const hooks = ["onSessionStart", "beforeRun", "beforeLlmRequest", "afterTurn"];
  await using host = new TinyHost({ plugin: Object.fromEntries(hooks.map((hook) => [hook, keep])) });
  const session = await host.agent.startSession();
  await host.agent.run(session, "A?");
  assertEquals(kept.length, hooks.length);
  for (const handle of kept) {
    for (const error of await changesTo(handle)) assertMatch(error?.message ?? "", /^Cannot change session /);
    // There is no harm in looking.
    assertEquals((await handle.history()).map(({ content }) => content), ["A?", "Yes."]);
  }
  assertEquals(session.request().length, 2);
});

Deno.test("while their hook is waited for, plugins can change the session", async () => {
  const failures: (Error | undefined)[] = [];
  const change = hookimpl({}, async ({ session }: Given) => void failures.push(...await changesTo(session)));
  const hooks = ["onSessionStart", "beforeRun", "afterTurn"];
  await using host = new TinyHost({ plugin: Object.fromEntries(hooks.map((hook) => [hook, change])) });
  await host.agent.run(await host.agent.startSession(), "A?");
  assertEquals(failures, Array(hooks.length * CHANGES.length).fill(undefined));
});

Deno.test("a turn whose model failed is over as well", async () => {
  const kept: SharedSession[] = [];
  const plugin = { beforeRun: hookimpl({}, ({ session }: Given) => void kept.push(session)) };
  await using host = new TinyHost({ plugin }, () => Promise.reject(new Error("no answer")));
  const session = await host.agent.startSession();
  await assertRejects(() => host.agent.run(session, "A?"), Error, "no answer");
  for (const error of await changesTo(kept[0]!)) assertMatch(error?.message ?? "", /^Cannot change session /);
  assertEquals(session.request(), []);
});
