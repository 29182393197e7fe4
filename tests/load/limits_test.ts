import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { type LoadOptions, SANDBOX_LIMITS, UsageError } from "@tenon/tenon";
import { demo, PluginFolder, standaloneText } from "./support.ts";

/** What loading says of limits. Its manifest has no plugins. */
async function refusal(limits: unknown): Promise<UsageError> {
  return await assertRejects(() => demo().load({ plugins: {} }, { limits } as LoadOptions), UsageError);
}

Deno.test("a limit that is no whole number in its range is refused, with key and range", async () => {
  const timer = "a whole number from 1 to 2147483647";
  const cases: [unknown, string][] = [
    [{ startsAtOnce: 0 }, "limits.startsAtOnce must be a whole number from 1 to 1000: current value is 0."],
    [{ callMs: Infinity }, `limits.callMs must be ${timer}: current value is Infinity.`],
    [{ callMs: -1 }, `limits.callMs must be ${timer}: current value is -1.`],
    [{ callMs: 2 ** 31 }, `limits.callMs must be ${timer}: current value is 2147483648.`],
    [{ callMs: null }, `limits.callMs must be ${timer}: current value is null.`],
    [{ callMs: "5" }, `limits.callMs must be ${timer}: current value is "5".`],
    [{ depth: NaN }, "limits.depth must be a whole number from 1 to 1000: current value is NaN."],
    [{ depth: 1.5 }, "limits.depth must be a whole number from 1 to 1000: current value is 1.5."],
    [{ memoryMb: -5 }, "limits.memoryMb must be a whole number from 16 to 1048576: current value is -5."],
    [{ restarts: -1 }, "limits.restarts must be a whole number from 0 to 1000: current value is -1."],
    [{ calMs: 5 }, "limits has no 'calMs'. Did you mean 'callMs'?"],
    [{ toString: 5 }, "limits has no 'toString'. It can have 'messageBytes', 'depth', "],
    [null, "limits must be an object, such as { callMs: 5000 }: current value is null."],
    [[], "limits must be an object, such as { callMs: 5000 }: current value is []."],
    [5, "limits must be an object, such as { callMs: 5000 }: current value is 5."],
  ];
  for (const [limits, says] of cases) {
    const { code, message } = await refusal(limits);
    assertEquals(code, "bad-limit");
    assert(message.startsWith(`Cannot load plugins: ${says}`), message);
  }
});

Deno.test("every limit refuses what is no number", async () => {
  for (const key of Object.keys(SANDBOX_LIMITS)) {
    for (const value of [NaN, Infinity, -1, 0.5, 2 ** 53, null, "1", {}, []]) {
      const { code, message } = await refusal({ [key]: value });
      assertEquals(code, "bad-limit");
      assert(message.includes(`limits.${key} must be a whole number from `), message);
    }
  }
});

Deno.test("the limits that hold by default are accepted", async () => {
  await demo().load({ plugins: {} }, { limits: SANDBOX_LIMITS });
});

Deno.test("whatever limits are, load takes them or throws a UsageError", async () => {
  const key = fc.oneof(fc.constantFrom(...Object.keys(SANDBOX_LIMITS)), fc.string());
  const limits = fc.oneof(fc.anything(), fc.dictionary(key, fc.oneof(fc.integer(), fc.double(), fc.anything())));
  await fc.assert(
    fc.asyncProperty(limits, async (limits) => {
      try {
        await demo().load({ plugins: {} }, { limits } as LoadOptions);
      } catch (error) {
        assert(error instanceof UsageError && error.code === "bad-limit", String(error));
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("a limit that is undefined is as if it were not there", async () => {
  using folder = new PluginFolder();
  folder.write("p.js", standaloneText("export const find = hookimpl(async () => 'found');"));
  const limits = Object.fromEntries(Object.keys(SANDBOX_LIMITS).map((key) => [key, undefined]));
  await using pm = demo();
  const options = { base: `file://${folder.path}/`, limits } as LoadOptions;
  const { plugins: [line] } = await pm.load({ plugins: { p: "./p.js" } }, options);
  assertEquals(line!.error, undefined);
  assertEquals(await pm.hook.find({ id: 1 }), "found");
});
