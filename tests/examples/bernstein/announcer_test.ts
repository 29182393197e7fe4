import { assert, assertEquals } from "@std/assert";
import { type Plugin, PluginManager } from "@tenon/tenon";
import { Announcer } from "../../../examples/bernstein/announcer.ts";
import { BernsteinSpec, hookimpl } from "../../../examples/bernstein/hookspecs.ts";
import { logPlugins } from "../../../examples/bernstein/plugin_log.ts";
import { Queue } from "../../../examples/bernstein/queue/queue.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { project, until } from "./support.ts";

/** A queue with as many tasks, and plugins that are told of it. */
class Telling extends TempFolder {
  readonly queue: Queue = new Queue(`${this.path}/run.db`);
  readonly plugins: PluginManager<BernsteinSpec> = new PluginManager("bernstein", BernsteinSpec, {
    quarantineAfter: 3,
  });
  readonly log: string[] = [];
  readonly heard: string[] = [];

  constructor(tasks: number) {
    super();
    logPlugins(this.plugins, (line) => this.log.push(line));
    this.queue.add(project(this.path, Array.from({ length: tasks }, (_, i) => ({ id: `t${i}` }))));
    this.plugins.register(
      {
        onTaskCreated: hookimpl(({ task, event }) => {
          this.heard.push(`${task.id}${event.repeated ? " again" : ""}`);
        }),
      } satisfies Plugin<BernsteinSpec>,
      "listener",
    );
  }

  announcer(): Announcer {
    return new Announcer(this.queue.events, this.plugins, (error) => this.log.push(String(error)));
  }

  override [Symbol.dispose](): void {
    this.queue[Symbol.dispose]();
    super[Symbol.dispose]();
  }
}

Deno.test("plugins are told of all events, in their order, once", async () => {
  using telling = new Telling(3);
  const announcer = telling.announcer();
  telling.queue.onEvent(() => announcer.wake());
  const plugin = {
    onTaskClaimed: hookimpl(({ task, agentId }) => void telling.heard.push(`${task.id} ${agentId}`)),
  } satisfies Plugin<BernsteinSpec>;
  telling.plugins.register(plugin);
  announcer.wake();
  announcer.wake();
  telling.queue.claim();
  telling.queue.claim();
  assertEquals(await announcer.finish(10_000), 0);
  assertEquals(telling.heard, ["t0", "t1", "t2", "t0 agent-1", "t1 agent-2"]);
});

Deno.test("an event that comes when everything was told is told as well", async () => {
  using telling = new Telling(1);
  const announcer = telling.announcer();
  const claimed: string[] = [];
  const plugin = { onTaskClaimed: hookimpl(({ task }) => void claimed.push(task.id)) } satisfies Plugin<BernsteinSpec>;
  telling.plugins.register(plugin);
  telling.queue.onEvent(() => announcer.wake());
  announcer.wake();
  await until(() => telling.queue.events.countUntold() === 0, "the first is told");
  telling.queue.claim();
  await until(() => claimed.length === 1, "the second is told");
});

Deno.test("a plugin that throws is named, and the others hear of the event all the same", async () => {
  using telling = new Telling(1);
  telling.plugins.register({
    onTaskCreated: hookimpl(() => {
      throw new Error("out of order");
    }),
  }, "broken");
  assertEquals(await telling.announcer().finish(10_000), 0);
  assertEquals(telling.heard, ["t0"]);
  assertEquals(telling.log, ["plugin broken: failed in onTaskCreated, and was left out: out of order"]);
});

Deno.test("a plugin that hangs keeps neither the run nor other plugins waiting, and is called no more in the end", async () => {
  using telling = new Telling(5);
  telling.plugins.register({ onTaskCreated: hookimpl(() => new Promise<void>(() => {})) }, "stuck", { timeoutMs: 50 });
  const logged: number[] = [];
  telling.plugins.register(
    { onTaskCreated: hookimpl(() => void logged.push(telling.log.length)) } satisfies Plugin<BernsteinSpec>,
  );
  const announcer = telling.announcer();
  announcer.wake();
  assertEquals(telling.queue.claim()?.task.id, "t0");
  assertEquals(await announcer.finish(10_000), 0);
  assertEquals(telling.heard, ["t0", "t1", "t2", "t3", "t4"]);
  // Others hear of an event before it is known that one of them hangs. The last two events did not reach that one.
  assertEquals([logged, telling.log.length], [[0, 1, 2, 4, 4], 4]);
  assert(telling.log.every((line) => line.startsWith("plugin stuck: ")));
  assertEquals(telling.plugins.quarantined().map(({ plugin }) => plugin), ["stuck"]);
});

Deno.test("what could not be told in time is told when the run is taken up, and said to be told again", async () => {
  using telling = new Telling(3);
  const stuck = {
    onTaskCreated: hookimpl(({ task }) => task.id === "t1" ? new Promise<void>(() => {}) : undefined),
  } satisfies Plugin<
    BernsteinSpec
  >;
  telling.plugins.register(stuck, "stuck", { timeoutMs: 60_000 });
  assertEquals(await telling.announcer().finish(200), 2);
  assertEquals(telling.heard, ["t0", "t1"]);
  telling.plugins.unregister(null, "stuck");
  assertEquals(await telling.announcer().finish(10_000), 0);
  assertEquals(telling.heard, ["t0", "t1", "t1 again", "t2"]);
});

Deno.test("after its end an announcer tells nothing more", async () => {
  using telling = new Telling(1);
  const announcer = telling.announcer();
  await announcer.finish(10_000);
  telling.queue.onEvent(() => announcer.wake());
  telling.queue.claim();
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(telling.queue.events.countUntold(), 1);
});
