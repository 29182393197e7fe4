/** What becomes of children that use too much memory. */
import { assertEquals } from "@std/assert";
import { DENO_ITSELF_MB, watchProcess } from "../../../src/sandbox/guard/mod.ts";
import { Child, fillsBuffers, IDLE, isAlive } from "./support.ts";

const sanitizers = { sanitizeOps: true, sanitizeResources: true };
/** There the memory is not looked at. */
const ignore = Deno.build.os === "windows";

Deno.test({
  name: "a child that fills array buffers is killed, its host is told, and its neighbour is left alone",
  ignore,
  ...sanitizers,
  async fn() {
    await using neighbour = await Child.ready(IDLE);
    const told: string[] = [];
    const forgetNeighbour = watchProcess(neighbour.pid, { memoryMb: 64, onOver: () => told.push("neighbour") });
    await using child = new Child(fillsBuffers(64 + DENO_ITSELF_MB + 64));
    const forget = watchProcess(child.pid, { memoryMb: 64, onOver: () => told.push("child") });

    assertEquals((await child.status).signal, "SIGKILL");
    await forget();
    assertEquals(told, ["child"]);
    assertEquals(isAlive(neighbour.pid), true);

    await forgetNeighbour();
    assertEquals(told, ["child"]);
  },
});

Deno.test({
  name: "whoever has waited for the guard to forget knows whether it was the guard that killed",
  ignore,
  ...sanitizers,
  async fn() {
    for (let round = 0; round < 5; round++) {
      let isOver = false;
      await using child = await Child.ready(fillsBuffers(DENO_ITSELF_MB + 64));
      const forget = watchProcess(child.pid, { memoryMb: 1, onOver: () => isOver = true });
      await child.status;
      await forget();
      assertEquals(isOver, true);
    }
  },
});

Deno.test({
  name: "a child within its memory is not killed",
  ignore,
  ...sanitizers,
  async fn() {
    let isOver = false;
    await using child = await Child.ready(fillsBuffers(128));
    const forget = watchProcess(child.pid, { memoryMb: 128, onOver: () => isOver = true });
    await new Promise((done) => setTimeout(done, 500));
    await forget();
    assertEquals([isOver, isAlive(child.pid)], [false, true]);
  },
});

Deno.test({
  name: "a process that was forgotten may use what it likes",
  ignore,
  ...sanitizers,
  async fn() {
    await using other = await Child.ready(IDLE);
    const forgetOther = watchProcess(other.pid, { memoryMb: 64, onOver() {} });
    await using child = new Child(fillsBuffers(DENO_ITSELF_MB + 64));
    const forget = watchProcess(child.pid, { memoryMb: 1, onOver() {} });
    await forget();
    await new Promise((done) => setTimeout(done, 500));
    assertEquals(isAlive(child.pid), true);
    await forgetOther();
  },
});
