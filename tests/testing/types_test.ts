import { answering, assertAnswers, assertOrder, type Call, testPlugin } from "@tenon/tenon/testing";
import { assertEquals } from "@std/assert";
import { DeskSpec, Plugins } from "./support.ts";

Deno.test("calls, steps and answers are typed by the host's specs", async () => {
  using plugins = new Plugins();
  const beside = { stub: answering(DeskSpec, { assign: ({ id }) => String(id), configure: 1 }) };
  const plugin = plugins.plugin(`export const onTicket = hookimpl(({ text }) => text);`);
  await using bench = await testPlugin(DeskSpec, plugin, { isolation: "host", beside });
  await bench.hook.onTicket({ id: 7, text: "help" });

  const tickets = bench.calls.filter((call) => call.hook === "onTicket");
  const ids: number[] = tickets.map(({ args }) => args.id);
  assertEquals(ids, [7]);
  for (const call of bench.calls) {
    if (call.hook !== "assign") continue;
    const name: string | null | undefined = call.value;
    assertEquals(name, "7");
  }
  assertOrder(bench.calls, ["plugin.onTicket"]);
  assertAnswers(bench.calls, "plugin", "onTicket", ["help"]);

  const _wrong = (calls: readonly Call<DeskSpec>[]) => {
    // @ts-expect-error A hook that is not.
    assertOrder(calls, ["plugin.onTikcet"]);
    // @ts-expect-error A hook that is not.
    assertAnswers(calls, "plugin", "onTikcet", []);
    // @ts-expect-error An answer of another type.
    assertAnswers(calls, "plugin", "assign", [1]);
    // @ts-expect-error A hook that is not.
    answering(DeskSpec, { asign: "Ada" });
    // @ts-expect-error An answer of another type.
    answering(DeskSpec, { assign: 1 });
    // @ts-expect-error Arguments of another type.
    bench.hook.assign({ id: "1" });
  };
});
