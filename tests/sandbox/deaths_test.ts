/** What is said of a plugin that died: in the calls that it leaves unanswered, and in the event `restart`. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { IsolationError, type IsolationErrorCode, sourceOf } from "@tenon/tenon";
import { Border, hookimpl, inWorkers, ISOLATION, rejectionOf } from "./support.ts";

interface Death {
  readonly name: string;
  /** What the plugin does when it is asked. */
  readonly body: string;
  readonly code: IsolationErrorCode;
  /** What the error says of a process. */
  readonly process: RegExp;
  /** What it says of a worker; nothing, if that would end the host. */
  readonly worker?: RegExp;
}

const DEATHS: readonly Death[] = [
  { name: "exit", body: "Deno.exit(7);", code: "died", process: /exit code 7\b/, worker: /ended itself/ },
  {
    name: "exit without a failure",
    body: "Deno.exit(0);",
    code: "died",
    process: /exit code 0\b/,
    worker: /ended itself/,
  },
  {
    name: "exit with the code of a full heap",
    body: "Deno.exit(133);",
    code: "died",
    process: /exit code 133\b/,
    worker: /ended itself/,
  },
  {
    name: "an uncaught error",
    body: "setTimeout(() => { throw new RangeError('out of it'); }); await new Promise(() => {});",
    code: "died",
    process: /exit code 1\b/,
    worker: /RangeError: out of it/,
  },
  {
    name: "an unhandled rejection",
    body: "Promise.reject(new RangeError('out of it')); await new Promise(() => {});",
    code: "died",
    process: /exit code 1\b/,
    worker: /RangeError: out of it/,
  },
  {
    name: "a full heap",
    body: "const all = []; for (;;) all.push({ text: `${all.length}` });",
    code: "out-of-memory",
    process: /its heap was full: it may have 64 MiB/,
  },
  {
    name: "too many array buffers",
    body:
      "const all = []; for (;;) { all.push(new Uint8Array(8 * 1024 * 1024).fill(1)); await new Promise((f) => setTimeout(f, 5)); }",
    code: "out-of-memory",
    process: /more than the 64 MiB/,
  },
];

for (const { name, body, code, process, worker } of DEATHS) {
  Deno.test({
    name: `a plugin that died of ${name}: the call and the event say why`,
    ignore: inWorkers && worker === undefined,
    async fn() {
      await using border = await Border.load({
        a: {
          body: `export const ask = hookimpl(async () => { ${body} });
            export const together = hookimpl(() => new Promise(() => {}));
            export const first = hookimpl(() => "alive");`,
          ...(inWorkers ? {} : { memoryMb: 64 }),
        },
      }, { limits: { restartDelayMs: 1 } });
      const { pm } = border;
      const events: [string, string, Error | undefined][] = [];
      pm.on("restart", ({ when, plugin, error }) => void events.push([when, plugin, error]));
      pm.on("output", () => {});
      const waiting = rejectionOf(pm.hook.together({}), IsolationError);
      const error = await rejectionOf(pm.hook.ask({}), IsolationError);
      assertEquals(error.code, code);
      assertMatch(error.message, ISOLATION === "worker" ? worker! : process);
      assert(error.message.includes("plugin 'a'"), error.message);
      assertEquals([error.plugin, error.hook, error.source?.endsWith("a.ts")], ["a", "ask", true]);
      assertEquals([sourceOf(error)!.plugin, sourceOf(error)!.hook], ["a", "ask"]);

      // A call that had nothing to do with it.
      const other = await waiting;
      assertEquals([other.code, other.hook, sourceOf(other)!.hook], [code, "together", "together"]);

      assertEquals(await pm.hook.first({}), "alive");
      assertEquals(events.map(([when, plugin, error]) => [when, plugin, (error as IsolationError)?.code]), [
        ["before", "a", code],
        ["after", "a", undefined],
      ]);
      assertMatch(events[0]![2]!.message, ISOLATION === "worker" ? worker! : process);
    },
  });
}

Deno.test("a plugin that dies while its wrapper waits at the yield fails the call on the way out", async () => {
  await using border = await Border.load({
    a: `export const ask = hookimpl({ wrapper: true }, function* () { return yield; });
      export const first = hookimpl(({ value }) => value ?? Deno.exit(7));`,
  }, { limits: { restartDelayMs: 1 } });
  const { pm } = border;
  pm.register({ ask: hookimpl(async ({ value }: { value?: unknown }) => value ? "inner" : await pm.hook.first({})) });
  const error = await rejectionOf(pm.hook.ask({}), IsolationError);
  assertEquals([error.code, error.plugin], ["died", "a"]);
  pm.register({ first: hookimpl(() => Promise.resolve("calm")) }, "calm", { before: ["a"] });
  assertEquals(await pm.hook.ask({ value: 1 }), ["inner"]);
  // The wrapper of the life before is not waited for, nor resumed in this one.
  const outer = hookimpl(async () => {
    await rejectionOf(pm.subsetHookCaller("first", [pm.getPlugin("calm")!])({}), IsolationError);
    return "survived";
  });
  pm.register({ ask: outer });
  const later = await rejectionOf(pm.hook.ask({ value: 1 }), IsolationError);
  assertEquals([later.code, later.hook, sourceOf(later)!.phase], ["died", "ask", "teardown"]);
});

for (const signal of ["SIGKILL", "SIGTERM"] as const) {
  Deno.test({
    name: `a plugin that died of ${signal}: the call says so`,
    ignore: inWorkers || Deno.build.os === "windows",
    async fn() {
      await using border = await Border.load({
        a: `export const ask = hookimpl(() => new Promise(() => {})); export const first = hookimpl(() => Deno.pid);`,
      }, { limits: { restartDelayMs: 1 } });
      const { pm } = border;
      const asking = rejectionOf(pm.hook.ask({}), IsolationError);
      Deno.kill(await pm.hook.first({}) as number, signal);
      const error = await asking;
      assertEquals(error.code, "died");
      assertMatch(error.message, new RegExp(`by the signal ${signal}\\.`));
      assert(await pm.hook.first({}));
    },
  });
}
