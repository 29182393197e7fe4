/** The guard's own life. */
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { watchProcess } from "../../../src/sandbox/guard/mod.ts";
import { GuardProcess } from "../../../src/sandbox/guard/guard_process.ts";
import { Child, fillsBuffers, guardsOf, Host, IDLE, isAlive, until } from "./support.ts";

const sanitizers = { sanitizeOps: true, sanitizeResources: true };
const ignore = Deno.build.os !== "linux";
const roomy = { memoryMb: 512, onOver() {} };

Deno.test({
  name: "one guard serves all children, and ends with the last",
  ignore,
  async fn() {
    await using host = new Host(`
      const children = [start(${JSON.stringify(IDLE)}), start(${JSON.stringify(IDLE)})];
      const [one, other] = children.map((pid) => watchProcess(pid, { memoryMb: 512, onOver() {} }));
      console.log('"both are watched"');
      await told();
      await one();
      console.log('"one is left"');
      await told();
      await other();
      console.log('"none is left"');
      await told();
      for (const pid of children) Deno.kill(pid, "SIGKILL");`);
    await host.next();
    await until(() => guardsOf(host.process.pid).length === 1, "the guard is there");
    const guards = guardsOf(host.process.pid);
    await host.goOn();
    assertEquals(await host.next(), "one is left");
    assertEquals(guardsOf(host.process.pid), guards);
    await host.goOn();
    assertEquals(await host.next(), "none is left");
    assertEquals(guardsOf(host.process.pid), []);
    await host.goOn();
    assertEquals((await host.process.status).code, 0);
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
  async fn() {
    const greedy = `setTimeout(() => { ${fillsBuffers(512)} }, 1500)`;
    await using host = new Host(`
      const idle = start(${JSON.stringify(IDLE)});
      const greedy = start(${JSON.stringify(greedy)});
      setInterval(() => {}, 1000);
      watchProcess(idle, { memoryMb: 512, onOver() {} });
      console.log('"both are watched"');
      await new Promise((onOver) => watchProcess(greedy, { memoryMb: 64, onOver }));
      console.log('"one was killed"');
      Deno.exit();`);
    await host.next();
    await until(() => guardsOf(host.process.pid).length === 1, "the guard is there");
    const [first] = guardsOf(host.process.pid);
    Deno.kill(first!, "SIGKILL");
    await until(() => guardsOf(host.process.pid).some((pid) => pid !== first), "a new guard is there");
    assertEquals(await host.next(), "one was killed");
  },
});

Deno.test({
  name: "forgetting settles although the guard is killed",
  ignore,
  async fn() {
    await using host = new Host(`
      const pid = start(${JSON.stringify(IDLE)});
      const forget = watchProcess(pid, { memoryMb: 512, onOver() {} });
      console.log('"it is watched"');
      await told();
      await forget();
      Deno.kill(pid, "SIGKILL");
      console.log('"it is forgotten"');`);
    await host.next();
    await until(() => guardsOf(host.process.pid).length === 1, "the guard is there");
    const [guard] = guardsOf(host.process.pid);
    // It does not hear any more, and is then killed.
    Deno.kill(guard!, "SIGSTOP");
    await host.goOn();
    Deno.kill(guard!, "SIGKILL");
    assertEquals(await host.next(), "it is forgotten");
    assertEquals(guardsOf(host.process.pid), []);
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
