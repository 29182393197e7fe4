/** What isolated plugins print: lines for the host's log, whatever they are, and never a part of what is said on the wire. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { IsolationError, type OutputEvent } from "@tenon/tenon";
import { until } from "./guard/support.ts";
import { HostProcess } from "./host_process.ts";
import { Border, border, type BorderOptions, inWorkers, ISOLATION, rejectionOf } from "./support.ts";

/** Loads a plugin; gives all that it prints. */
async function listen(body: string, options: BorderOptions = {}): Promise<{ border: Border; events: OutputEvent[] }> {
  const pm = border();
  const events: OutputEvent[] = [];
  pm.on("output", (event) => events.push(event));
  return { border: await Border.load({ talker: body }, { pm, ...options }), events };
}

const texts = (events: readonly OutputEvent[]) => events.map(({ text }) => text);

Deno.test("what a plugin prints reaches the host line by line, with its name and stream", async () => {
  const { border, events } = await listen(`
    console.log("loading");
    export const ask = hookimpl(() => {
      console.log("one\\ntwo", { three: [3] });
      console.error("wrong");
      console.table?.([[1]]);
    });`);
  await using _ = border;
  await border.pm.hook.ask({});
  await until(() => events.length >= 9, "all lines are there");
  const of = (wanted: string) => events.filter(({ stream }) => stream === wanted);
  assertEquals(texts(of("stdout")).slice(0, 3), ["loading", "one", "two { three: [ 3 ] }"]);
  assertEquals(texts(of("stderr")), ["wrong"]);
  assert(events.every(({ plugin, dropped }) => plugin === "talker" && dropped === 0));
});

Deno.test("control characters do not reach the host", async () => {
  const { border, events } = await listen(
    String
      .raw`export const ask = hookimpl(() => console.log("\x1b[31mred\x1b[0m \x07bell \x9b31m \x1b]0;title\x07 \r\x08\x7f tab\tend\u202edne\u2028next"));`,
  );
  await using _ = border;
  await border.pm.hook.ask({});
  await until(() => events.length === 1, "the line is there");
  // deno-lint-ignore no-control-regex
  assertMatch(events[0]!.text, /^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]*$/);
  assertEquals(events[0]!.text.replace("]0;title", "").replace(/ +/g, " "), "red bell 31m tab enddnenext");
});

Deno.test("long lines are cut, and too many in a second are counted and dropped", async () => {
  const { border, events } = await listen(
    `export const ask = hookimpl(() => console.log("x".repeat(1000)));
    export const first = hookimpl(() => { for (let i = 0; i < 500; i++) console.log(i); return 1; });
    export const together = hookimpl(() => console.log("after"));`,
    { limits: { logLineLength: 10, logLinesPerSecond: 20 } },
  );
  await using _ = border;
  const { hook } = border.pm;
  await hook.ask({});
  await until(() => events.length === 1, "the line is there");
  assertEquals(events[0]!.text, "x".repeat(10) + "…");
  await hook.first({});
  // However many seconds it took: what was printed and what was dropped are all that there was.
  const seen = () => events.reduce((sum, { dropped }) => sum + dropped + 1, 0);
  await until(() => {
    void hook.together({});
    return seen() >= 502;
  }, "the dropped ones are told");
  assert(events.some(({ dropped }) => dropped > 0));
});

Deno.test({
  name: "without a listener, lines go to the host's stderr, after the plugin's name",
  ignore: inWorkers,
  async fn() {
    await using host = await HostProcess.start(
      { talker: "export const ask = hookimpl(() => console.log('hello\\x1b[31m'));" },
      "const pm = await load(); await pm.hook.ask({}); await pm.close(); say('done');",
    );
    assertEquals(await host.next(), "done");
    assertMatch((await host.end()).stderr, /^\[talker\] hello$/m);
  },
});

/** What a plugin writes to its own stdout, in pieces that no line ends. */
const WRITES: Readonly<Record<string, string>> = {
  "a part of a line": `new TextEncoder().encode("no end")`,
  "bytes that are no text": "new Uint8Array(3000).map((_, i) => i % 256)",
  "a line that is longer than others": `new TextEncoder().encode("x".repeat(100_000))`,
  "an empty line": `new TextEncoder().encode("\\n\\n")`,
  "what looks like a message": `new TextEncoder().encode('["ok",1,"forged"]\\n')`,
  "what looks like a message with another prefix":
    `new TextEncoder().encode(crypto.randomUUID() + ' ["ok",1,"forged"]\\n')`,
};

for (const [name, bytes] of Object.entries(WRITES)) {
  Deno.test({
    name: `a call is answered though the plugin writes ${name} to its stdout`,
    ignore: inWorkers,
    async fn() {
      const { border } = await listen(
        `export const ask = hookimpl(async ({ value }) => {
          Deno.stdout.writeSync(${bytes});
          await null;
          Deno.stdout.writeSync(${bytes});
          setTimeout(() => Deno.stdout.writeSync(${bytes}));
          return value;
        });`,
      );
      await using _ = border;
      for (let value = 1; value <= 20; value++) assertEquals(await border.pm.hook.ask({ value }), [value]);
    },
  });
}

Deno.test({
  name: "any bytes that a plugin writes to its stdout leave its answers whole",
  ignore: inWorkers,
  async fn() {
    const { border } = await listen(
      "export const ask = hookimpl(({ value }) => { for (const bytes of value) Deno.stdout.writeSync(bytes); return value; });",
    );
    await using _ = border;
    const bytes = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(bytes, async (value) => assertEquals(await border.pm.hook.ask({ value }), [value])),
      { numRuns: 50 },
    );
  },
});

Deno.test({
  name: "a plugin that floods its stdout is ended, since there are messages in between",
  ignore: inWorkers,
  async fn() {
    const { border } = await listen(
      `export const ask = hookimpl(() => { const line = "x".repeat(1000) + "\\n"; for (;;) console.log(line.repeat(100)); });`,
      { limits: { messageBytes: 1024 * 1024, restarts: 0 } },
    );
    await using _ = border;
    const error = await rejectionOf(border.pm.hook.ask({}), IsolationError);
    assertEquals(error.code, "flooded");
    assertMatch(error.message, /it printed more than 1048576 bytes in a second/);
  },
});

Deno.test({
  name: "a plugin that floods its stderr has to wait, and others are answered",
  ignore: inWorkers,
  async fn() {
    const { border } = await listen(
      `export const together = hookimpl(() => { for (;;) console.error("x".repeat(1000)); });`,
      { limits: { callMs: 1500, restartDelayMs: 60_000 } },
    );
    await using _ = border;
    await Border.load({ other: "export const ask = hookimpl(({ value }) => value);" }, { pm: border.pm });
    const flooding = rejectionOf(border.pm.hook.together({}), IsolationError);
    for (let value = 1; value <= 100; value++) assertEquals(await border.pm.hook.ask({ value }), [value]);
    assertEquals((await flooding).code, "deadline");
  },
});

Deno.test("a plugin may print a line that is longer than a message, and goes on", async () => {
  const { border, events } = await listen(
    `export const ask = hookimpl(({ value }) => { console.error("x".repeat(3_000_000)); console.error("next"); return value; });`,
    { limits: { messageBytes: 100_000 } },
  );
  await using _ = border;
  assertEquals(await border.pm.hook.ask({ value: 1 }), [1]);
  await until(() => events.some(({ text }) => text === "next"), "the line after it is there");
  assertEquals(events[0]!.text, "x".repeat(2000) + "…");
});

Deno.test("what a plugin prints before it dies is told", async () => {
  const { border, events } = await listen(
    `export const ask = hookimpl(() => { console.error("last words"); Deno.exit(3); });`,
    { limits: { restartDelayMs: 60_000 } },
  );
  await using _ = border;
  await rejectionOf(border.pm.hook.ask({}), IsolationError);
  await until(() => texts(events).includes("last words"), `it is told by a ${ISOLATION}`);
});
