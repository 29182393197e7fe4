/** The guard's own life. */
import { assert, assertEquals, assertNotEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { watchProcess } from "../../../src/sandbox/guard/mod.ts";
import { GuardProcess } from "../../../src/sandbox/guard/guard_process.ts";
import { Child, fillsBuffers, guardsOf, IDLE, isAlive, until } from "./support.ts";

const sanitizers = { sanitizeOps: true, sanitizeResources: true };
const ignore = Deno.build.os !== "linux";
const roomy = { memoryMb: 512, onOver() {} };

Deno.test({
  name: "one guard serves all children, and ends with the last",
  ignore,
  ...sanitizers,
  async fn() {
    await using one = await Child.ready(IDLE);
    await using other = await Child.ready(IDLE);
    const forgetOne = watchProcess(one.pid, roomy);
    const forgetOther = watchProcess(other.pid, roomy);
    await until(() => guardsOf(Deno.pid).length === 1, "the guard is there");
    await forgetOne();
    assertEquals(guardsOf(Deno.pid).length, 1);
    await forgetOther();
    assertEquals(guardsOf(Deno.pid), []);
  },
});

Deno.test({
  name: "forgetting twice is forgetting once",
  ignore,
  ...sanitizers,
  async fn() {
    await using child = await Child.ready(IDLE);
    const forget = watchProcess(child.pid, roomy);
    assertStrictEquals(forget(), forget());
    await forget();
    assertEquals(isAlive(child.pid), true);
  },
});

Deno.test({
  name: "a guard that is killed is replaced, and its successor knows what is to be watched",
  ignore,
  ...sanitizers,
  async fn() {
    await using child = await Child.ready(fillsBuffers(64));
    await using greedy = new Child(`setTimeout(() => { ${fillsBuffers(512)} }, 1500)`);
    let isOver = false;
    const forget = watchProcess(child.pid, roomy);
    const forgetGreedy = watchProcess(greedy.pid, { memoryMb: 64, onOver: () => isOver = true });
    await until(() => guardsOf(Deno.pid).length === 1, "the guard is there");
    const [first] = guardsOf(Deno.pid);
    Deno.kill(first!, "SIGKILL");
    await until(() => guardsOf(Deno.pid).some((pid) => pid !== first), "a new guard is there");
    assertNotEquals(guardsOf(Deno.pid), [first]);

    assertEquals((await greedy.status).signal, "SIGKILL");
    await forgetGreedy();
    assertEquals(isOver, true);
    await forget();
    assertEquals(guardsOf(Deno.pid), []);
  },
});

Deno.test({
  name: "forgetting settles although the guard is killed",
  ignore,
  ...sanitizers,
  async fn() {
    await using child = await Child.ready(IDLE);
    const forget = watchProcess(child.pid, roomy);
    await until(() => guardsOf(Deno.pid).length === 1, "the guard is there");
    Deno.kill(guardsOf(Deno.pid)[0]!, "SIGKILL");
    await forget();
    assertEquals([isAlive(child.pid), guardsOf(Deno.pid)], [true, []]);
  },
});

Deno.test({
  name: "a process that has long ended does no harm",
  ignore,
  ...sanitizers,
  async fn() {
    const child = await Child.ready(IDLE);
    await child[Symbol.asyncDispose]();
    const forget = watchProcess(child.pid, { memoryMb: 1, onOver: () => assert(false) });
    await forget();
  },
});

Deno.test({
  name: "when the host is gone, a guard kills exactly what it was told to watch and not told to forget",
  ignore,
  ...sanitizers,
  async fn() {
    const steps = fc.array(fc.record({ child: fc.nat(3), watch: fc.boolean() }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(steps, async (steps) => {
        await using stack = new AsyncDisposableStack();
        const children = await Promise.all(Array.from({ length: 4 }, () => Child.ready(IDLE)));
        children.forEach((child) => stack.use(child));
        const guard = new GuardProcess([`watch 0 ${children[0]!.pid} ${2 ** 30}`], () => {});
        const doomed = new Set([0]);
        for (const { child, watch } of steps) {
          if (watch) guard.tell(`watch ${child} ${children[child]!.pid} ${2 ** 30}`);
          else guard.tell(`forget ${child}`);
          if (watch) doomed.add(child);
          else doomed.delete(child);
        }
        await guard.end();
        for (const [index, { pid, status }] of children.entries()) {
          if (doomed.has(index)) assertEquals((await status).signal, "SIGKILL");
          else assertEquals(isAlive(pid), true);
        }
      }),
      { numRuns: 10 },
    );
  },
});
