/** A link is a pair of byte streams that can be started and stopped: here both of its ends are in the test's own process. */
import { assertEquals, assertMatch } from "@std/assert";
import { IsolationError, type PluginManager, SANDBOX_LIMITS } from "@tenon/tenon";
import type { Link, LinkRun } from "../../src/sandbox/link.ts";
import { PluginSide } from "../../src/sandbox/runner/plugin_side.ts";
import { Connection } from "../../src/sandbox/wire/mod.ts";
import { supervised } from "./supervised.ts";
import { type BorderSpec, hookimpl, inWorkers, rejection, rejectionOf } from "./support.ts";

const limits = { ...SANDBOX_LIMITS, closeMs: 100, restarts: 0 };

/** What a link can do wrong. */
interface Faults {
  /** Why it cannot be started. */
  readonly start?: Error;
  /** Why its modules are not those that were looked at. */
  readonly verify?: Error;
  /** Whether the plugin's side goes on when its streams have ended. */
  readonly stays?: boolean;
}

/** A link to a plugin that is an object. */
class NearLink implements Link {
  readonly #faults: Faults;
  /** What the plugin's side writes to. */
  writer: WritableStreamDefaultWriter<Uint8Array> | undefined;
  /** The reasons for which it was stopped. */
  readonly stopped: IsolationError[] = [];

  constructor(faults: Faults = {}) {
    this.#faults = faults;
  }

  async start(): Promise<LinkRun> {
    if (this.#faults.start !== undefined) throw this.#faults.start;
    const toPlugin = new TransformStream<Uint8Array, Uint8Array>();
    const toHost = new TransformStream<Uint8Array, Uint8Array>();
    const { promise: ended, resolve } = Promise.withResolvers<IsolationError>();
    const plugin = {
      ask: hookimpl(({ value }) => value as object),
      first: hookimpl(() => new Promise(() => {})),
    };
    const side = new PluginSide(() => Promise.resolve({ default: plugin }), () => {});
    const writer = this.writer = toHost.writable.getWriter();
    new Connection({
      readable: toPlugin.readable,
      writable: new WritableStream({ write: (bytes) => writer.write(bytes) }),
    }, {
      label: "the host",
      prefix: "",
      limits,
      handle: (method, value, call) => side.handle(method, value, call),
      onEnd: () => {
        if (!this.#faults.stays) resolve(new IsolationError("closed", "It was disposed of."));
      },
    });
    return await {
      prefix: "",
      readable: toHost.readable,
      writable: toPlugin.writable,
      printed: undefined,
      importedFrom: [],
      files: [],
      ended,
      verify: () => this.#faults.verify === undefined ? Promise.resolve() : Promise.reject(this.#faults.verify),
      stop: (reason) => {
        this.stopped.push(reason);
        resolve(reason);
      },
      keepAlive() {},
    };
  }
}

/** A manager with the plugin of a link. */
async function reached(link: NearLink): Promise<PluginManager<BorderSpec>> {
  return (await supervised("near", "near:plugin", { limits }, link)).pm;
}

const test = (name: string, fn: () => Promise<void>) => Deno.test({ name, fn, ignore: inWorkers });

test("a plugin is called over any pair of byte streams", async () => {
  const link = new NearLink();
  await using pm = await reached(link);
  assertEquals(await pm.hook.ask({ value: new Map([[1, "one"]]) }), [new Map([[1, "one"]])]);
  await pm.close();
  assertEquals(link.stopped, []);
});

test("a plugin whose stream ends though it does not end itself is stopped, and the call fails", async () => {
  const link = new NearLink({ stays: true });
  await using pm = await reached(link);
  const call = rejectionOf(pm.hook.first({}), IsolationError);
  await link.writer!.close();
  const error = await call;
  assertEquals([error.code, error.hook], ["broke-protocol", "first"]);
  assertMatch(error.message, /it closed its streams, and did not end/);
});

test("a plugin that sends what is no message is stopped at once", async () => {
  for (const text of ["garbage\n", "[]\n", '["ok",999,1]\n', '["call",1,"x"]\n', '["tell","unknown",1]\n']) {
    const link = new NearLink();
    await using pm = await reached(link);
    const call = rejectionOf(pm.hook.first({}), IsolationError);
    await link.writer!.write(new TextEncoder().encode(text));
    assertEquals((await call).code, "broke-protocol", text);
  }
});

test("what keeps a link from starting, or its modules from being the ones that were looked at, is what starting throws", async () => {
  const start = new Error("No network.");
  assertEquals(await rejection(reached(new NearLink({ start }))), start);
  const link = new NearLink({ verify: new IsolationError("changed", "It is another one.") });
  const error = await rejectionOf(reached(link), IsolationError);
  assertEquals([error.code, link.stopped.length], ["changed", 1]);
});
