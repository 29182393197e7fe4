import { answering, assertOrder, eachIsolation, testPlugin } from "@tenon/tenon/testing";
import { share } from "@tenon/tenon";
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { type Agent, CrowSpec, type Message } from "@crow/acp/hooks";
import { permissions } from "./plugin.ts";

const plugin = import.meta.resolve("./plugin.ts");
const question: Message = { role: "user", content: "How late is it?" };

// Each of these runs several times: in the host, in a process and in a worker, as users may run the plugin.

eachIsolation("the model is told the time before all else", async (isolation) => {
  await using bench = await testPlugin(CrowSpec, plugin, { isolation, options: { zone: "Asia/Tokyo" } });
  const [clock, ...others] = await bench.hook.beforeLlmRequest({ messages: [question] }) ?? [];
  assertEquals(clock?.role, "system");
  assertMatch(clock?.content ?? "", /^It is .+ \(Asia\/Tokyo\)\.$/);
  assertEquals(others, [question]);
});

eachIsolation("the messages that another plugin chose are kept", async (isolation) => {
  const summary: Message = { role: "system", content: "They want to know the time." };
  await using bench = await testPlugin(CrowSpec, plugin, {
    isolation,
    name: "clock",
    beside: { summary: answering(CrowSpec, { beforeLlmRequest: [summary] }) },
  });
  const messages = await bench.hook.beforeLlmRequest({ messages: [question] });
  assertEquals(messages?.slice(1), [summary]);
  assertOrder(bench.calls, ["clock.beforeLlmRequest", "summary.beforeLlmRequest"]);
});

eachIsolation("the user is told at the start whose time it is", async (isolation) => {
  const notes: string[] = [];
  const agent: Agent = { note: (plugin, text) => void notes.push(`${plugin}: ${text}`) };
  await using bench = await testPlugin(CrowSpec, plugin, { isolation, options: { zone: "Europe/Paris" } });
  await bench.hook.onSessionStart({ agent: share(agent, ["note"]) });
  assertEquals(notes, ["plugin: the clock shows the time of Europe/Paris"]);
});

Deno.test("the environment says the zone, if that permission is granted", async () => {
  Deno.env.set("CROW_CLOCK_ZONE", "Asia/Tokyo");
  try {
    await using granted = await testPlugin(CrowSpec, plugin, { permissions });
    assertMatch(String((await granted.hook.beforeLlmRequest({ messages: [] }))?.[0]?.content), /Asia\/Tokyo/);
    assertEquals(granted.report.missing, []);

    await using without = await testPlugin(CrowSpec, plugin);
    assertMatch(String((await without.hook.beforeLlmRequest({ messages: [] }))?.[0]?.content), /UTC/);
    assertEquals(without.report.missing, ["env CROW_CLOCK_ZONE"]);
  } finally {
    Deno.env.delete("CROW_CLOCK_ZONE");
  }
});

Deno.test("a zone that does not exist is a reason not to load", async () => {
  const options = { zone: "Asia/Atlantis" };
  await assertRejects(() => testPlugin(CrowSpec, plugin, { options }), Error, "Invalid time zone");
});
