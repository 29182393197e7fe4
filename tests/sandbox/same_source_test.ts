/**
 * One and the same plugin source, type-checked with the rest of the repository, does the same in the host, in a process and
 * in a worker.
 */
import { assert, assertEquals } from "@std/assert";
import { isForeign, PluginManager } from "@tenon/tenon";
import { Agent, Hooks } from "./same_source/spec.ts";
import { PLACES, rejectionOf } from "./support.ts";

for (const place of PLACES) {
  Deno.test(`${place}: a plugin with the types of its host, options, an agent, a wrapper and a historic hook`, async () => {
    await using pm = new PluginManager("same-source", Hooks);
    await pm.hook.onConfigure.callHistoric({ words: new Map([["hello", "hallo"]]) });
    const report = await pm.load({
      plugins: {
        translator: {
          from: "./same_source/plugin.ts",
          options: { author: "translator" },
          ...(place === "host" ? { permissions: "inherit" } : { permissions: "none", isolation: place }),
        },
      },
    }, { base: import.meta.url, strict: true });
    assertEquals(report.plugins[0]!.isolation, place);
    assertEquals(report.plugins[0]!.hooks, ["onConfigure", "beforeTurn", "answer"]);

    const agent = new Agent().asShared();
    assertEquals(await pm.hook.beforeTurn({ agent, input: "hello" }), ["crow: 1 messages, the last is hello"]);
    const answer = await pm.hook.answer({ agent, input: "hello" });
    assertEquals(answer, { author: "translator", text: "hallo!" });
    assertEquals(await pm.hook.answer({ agent, input: "unknown" }), undefined);
    assertEquals(agent.messages, [
      { author: "translator", text: "hello", tags: new Set(["input"]) },
      { author: "translator", text: "hallo!" },
    ]);
    const error = await rejectionOf(pm.hook.answer({ agent, input: "broken" }), RangeError);
    assertEquals(error.message, "no word for that");
    assertEquals(isForeign(error), place !== "host");
    assert(error.stack!.includes("same_source/plugin.ts"));
  });
}
