import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { Args } from "@tenon/tenon";
import { type CrowSpec, hookimpl } from "../../../../examples/crow/hooks.ts";
import { hostWith, inBothPlaces } from "./support.ts";

inBothPlaces(
  "the prompt is the first that the model is told in every session, whoever else instructs it",
  async (place) => {
    const other = {
      onSessionStart: hookimpl(({ session }: Args<CrowSpec, "onSessionStart">) => session.instruct("other")),
    };
    const plugins = { "system-prompt": { options: { prompt: "Be kind." } } };
    await using host = await hostWith(place, plugins, { other });
    host.plugins.register({ ...other }, "late");
    for (const session of [await host.agent.startSession(), await host.agent.startSession()]) {
      await host.agent.run(session, "A?");
      assertEquals(host.requests.pop()?.map(({ content }) => content), ["Be kind.", "other", "other", "A?"]);
    }
    assertEquals(host.said[0], 'system-prompt: told the model: "Be kind."');
  },
);

inBothPlaces("without options it has a prompt of its own", async (place) => {
  await using host = await hostWith(place, { "system-prompt": {} });
  await host.agent.run(await host.agent.startSession(), "A?");
  assertStringIncludes(host.requests[0]![0]!.content, "You are crow");
});

inBothPlaces("a prompt that is no text is a reason not to load", async (place) => {
  for (const prompt of ["", " \n", 5, null, ["Be kind."]]) {
    const loading = () => hostWith(place, { "system-prompt": { options: { prompt } } });
    await assertRejects(loading, Error, 'its option "prompt" must be the text that the model is told');
  }
});
