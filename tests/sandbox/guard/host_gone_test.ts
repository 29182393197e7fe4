/** What becomes of children whose host is gone. */
import { assert, assertEquals } from "@std/assert";
import { BUSY, guardsOf, Host, IDLE, isAlive, until } from "./support.ts";

/** The processes of others are looked at in /proc. */
const ignore = Deno.build.os !== "linux";

Deno.test({
  name: "a child in a busy loop ends when its host is killed, and so does the guard",
  ignore,
  async fn() {
    await using host = new Host(`
      const pid = start(${JSON.stringify(BUSY)});
      watchProcess(pid, { memoryMb: 512, onOver() {} });
      console.log(pid);
      setInterval(() => {}, 1000);`);
    const pid = Number(await host.next());
    await until(() => guardsOf(host.process.pid).length === 1, "the guard is there");
    const guard = guardsOf(host.process.pid)[0]!;
    assert(isAlive(pid));

    host.process.kill("SIGKILL");

    await until(() => !isAlive(pid), "the child has ended");
    await until(() => !isAlive(guard), "the guard has ended");
  },
});

Deno.test({
  name: "a child ends with a host that was killed before the guard had started",
  ignore,
  async fn() {
    await using host = new Host(`
      const pid = start(${JSON.stringify(BUSY)});
      watchProcess(pid, { memoryMb: 512, onOver() {} });
      console.log(pid);
      Deno.kill(Deno.pid, "SIGKILL");`);
    const pid = Number(await host.next());
    await until(() => !isAlive(pid), "the child has ended");
  },
});

Deno.test({
  name: "a child ends when its host exits without a word",
  ignore,
  async fn() {
    await using host = new Host(`
      const pid = start(${JSON.stringify(BUSY)});
      watchProcess(pid, { memoryMb: 512, onOver() {} });
      console.log(pid);
      Deno.exit(0);`);
    const pid = Number(await host.next());
    await until(() => !isAlive(pid), "the child has ended");
  },
});

Deno.test({
  name: "a guard keeps no host alive, and is gone when the host has ended by itself",
  ignore,
  async fn() {
    await using host = new Host(`
      const pid = start(${JSON.stringify(IDLE)});
      watchProcess(pid, { memoryMb: 512, onOver() {} });
      console.log(pid);`);
    const pid = Number(await host.next());
    const { code } = await host.process.status;
    assertEquals(code, 0);
    await until(() => !isAlive(pid), "the child has ended");
  },
});

Deno.test({
  name: "a host that waits for the guard to forget is not ended before",
  ignore,
  async fn() {
    await using host = new Host(`
      const pid = start(${JSON.stringify(IDLE)});
      const forget = watchProcess(pid, { memoryMb: 512, onOver() {} });
      await forget();
      console.log('"forgotten"');
      Deno.kill(pid, "SIGKILL");`);
    assertEquals(await host.next(), "forgotten");
    assertEquals((await host.process.status).code, 0);
  },
});

Deno.test({
  name: "a process that was forgotten outlives its host",
  ignore,
  async fn() {
    await using host = new Host(`
      const [one, other] = [start(${JSON.stringify(IDLE)}), start(${JSON.stringify(IDLE)})];
      const forget = watchProcess(one, { memoryMb: 512, onOver() {} });
      watchProcess(other, { memoryMb: 512, onOver() {} });
      await forget();
      console.log(JSON.stringify([one, other]));
      Deno.kill(Deno.pid, "SIGKILL");`);
    const [one, other] = await host.next() as [number, number];
    try {
      await until(() => !isAlive(other), "the other child has ended");
      assert(isAlive(one));
    } finally {
      Deno.kill(one, "SIGKILL");
    }
  },
});

Deno.test({
  name: "a guard outlives a Ctrl-C that its host survives",
  ignore,
  async fn() {
    await using host = new Host(`
      Deno.addSignalListener("SIGINT", () => console.log('"interrupted"'));
      const pid = start(${JSON.stringify(IDLE)});
      watchProcess(pid, { memoryMb: 512, onOver() {} });
      console.log(pid);
      setInterval(() => {}, 1000);`);
    await host.next();
    await until(() => guardsOf(host.process.pid).length === 1, "the guard is there");
    const before = guardsOf(host.process.pid);
    // To the whole group of processes, as a terminal does. Deno itself takes no group.
    await new Deno.Command("kill", { args: ["-INT", "--", `-${host.process.pid}`] }).output();
    assertEquals(await host.next(), "interrupted");
    assertEquals(guardsOf(host.process.pid), before);
  },
});
