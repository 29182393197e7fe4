import { assertEquals, assertMatch } from "@std/assert";
import type { Outcome } from "@tenon/tenon";
import { type CrowSpec, hookimpl } from "../../../../examples/crow/hooks.ts";
import Timing from "../../../../examples/crow/plugins/timing.ts";
import { named, TinyHost } from "../support.ts";

Deno.test("timing goes around all others, tells the size of what they made, and leaves it as it is", async () => {
  const sent: Outcome<CrowSpec, "beforeLlmRequest"> = [{ role: "user", content: "short" }];
  await using host = new TinyHost({
    timing: new Timing(undefined, named("timing")),
    compaction: { beforeLlmRequest: hookimpl(() => sent) },
  });
  await host.agent.run(await host.agent.startSession(), "A?");
  assertEquals(host.requests, [sent]);
  assertMatch(host.said[0] ?? "", /^timing: a request of 1 message, ready in \d+\.\d ms$/);
  assertMatch(host.said[1] ?? "", /^timing: the model answered in \d+\.\d ms$/);
});

Deno.test("where no plugin changes the request, it is that of the agent", async () => {
  await using host = new TinyHost({ timing: new Timing(undefined, named("timing")) });
  await host.agent.run(await host.agent.startSession(), "A?");
  assertEquals(host.requests, [[{ role: "user", content: "A?" }]]);
});
