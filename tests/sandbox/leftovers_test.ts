/** Which processes are left when plugins, managers and hosts have ended. There are none. */
import { assert, assertEquals } from "@std/assert";
import { isAlive, until } from "./guard/support.ts";
import { childrenOf, HostProcess } from "./host_process.ts";
import { Border, border, inWorkers } from "./support.ts";

/** Processes are looked at in /proc. */
const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, fn, ignore: inWorkers || Deno.build.os !== "linux" });

const IDLE = "export const ask = hookimpl(() => Deno.pid);";
const BUSY = "export const ask = hookimpl(() => { setTimeout(() => { for (;;); }); return Deno.pid; });";

test("closing the manager ends the plugins, those in a busy loop too", async () => {
  await using host = await HostProcess.start(
    { idle: IDLE, busy: BUSY },
    `const pm = await load();
    say(await pm.hook.ask({}));
    await pm.close().catch(() => {});
    say("closed");
    setInterval(() => {}, 1000);`,
    { load: { limits: { closeMs: 300 } } },
  );
  const pids = await host.next<number[]>();
  assertEquals(pids.filter(isAlive).length, 2);
  assertEquals(await host.next(), "closed");
  assertEquals(pids.filter(isAlive), []);
  await until(() => childrenOf(host.pid).length === 0, "the guard has ended as well");
});

test("a manager that is closed while plugins start leaves none behind", async () => {
  await using host = await HostProcess.start(
    { idle: IDLE, slow: "await new Promise((resolve) => setTimeout(resolve, 200));" + IDLE },
    `for (const delay of [0, 30, 100, 200]) {
      const pm = border();
      const loading = load(pm);
      await new Promise((resolve) => setTimeout(resolve, delay));
      await pm.close();
      say(childrenOf(Deno.pid));
      await loading;
    }`,
  );
  for (let i = 0; i < 4; i++) assertEquals(await host.next(), []);
  assertEquals((await host.end()).code, 0);
});

test("a manager that is closed while a plugin is started again leaves none behind", async () => {
  await using host = await HostProcess.start(
    {
      a: "export const ask = hookimpl(() => Deno.exit(3)); export const told = hookimpl(() => new Promise(() => {}));",
    },
    `for (const delay of [0, 30, 100, 300]) {
      const pm = await load();
      // When it is told of this again, it never gets further.
      pm.hook.told.callHistoric({ value: 1 }).catch(() => {});
      await rejection(pm.hook.ask({}));
      await new Promise((resolve) => setTimeout(resolve, delay));
      await pm.close();
    }
    say("closed");
    setInterval(() => {}, 1000);`,
    { load: { limits: { restartDelayMs: 1 } } },
  );
  assertEquals(await host.next(), "closed");
  await until(() => childrenOf(host.pid).length === 0, "nothing is left");
});

for (const [name, plugin] of [["idle", IDLE], ["busy", BUSY]] as const) {
  test(`a plugin that is ${name} ends when its host is killed`, async () => {
    await using host = await HostProcess.start(
      { a: plugin },
      "const pm = await load(); say(await pm.hook.ask({})); setInterval(() => {}, 1000);",
    );
    const [pid] = await host.next<[number]>();
    assert(isAlive(pid));
    host.kill();
    await until(() => !isAlive(pid), "it has ended");
  });

  test(`a plugin that is ${name} ends when its host exits or throws without closing`, async () => {
    for (const end of ["Deno.exit(4)", "throw new Error('uncaught')"]) {
      await using host = await HostProcess.start(
        { a: plugin },
        `const pm = await load(); say(await pm.hook.ask({})); ${end};`,
      );
      const [pid] = await host.next<[number]>();
      await host.end();
      await until(() => !isAlive(pid), `it has ended after ${end}`);
    }
  });

  test(`a host that does not close its manager ends by itself though a plugin is ${name}, and that ends too`, async () => {
    await using host = await HostProcess.start({ a: plugin }, "const pm = await load(); say(await pm.hook.ask({}));");
    const [pid] = await host.next<[number]>();
    assertEquals((await host.end()).code, 0);
    await until(() => !isAlive(pid), "the plugin has ended");
  });
}

test("a host ends by itself while a plugin waits to be started again", async () => {
  await using host = await HostProcess.start(
    { a: "export const ask = hookimpl(() => Deno.exit(3));" },
    "const pm = await load(); await rejection(pm.hook.ask({})); say('asked');",
    { load: { limits: { restartDelayMs: 86_400_000 } } },
  );
  assertEquals(await host.next(), "asked");
  assertEquals((await host.end()).code, 0);
});

test("a host does not end while it waits for a plugin that is started again", async () => {
  await using host = await HostProcess.start(
    { a: "export const ask = hookimpl(({ value }) => value ?? Deno.exit(3));" },
    "const pm = await load(); await rejection(pm.hook.ask({})); say(await pm.hook.ask({ value: 1 }));",
    { load: { limits: { restartDelayMs: 300 } } },
  );
  assertEquals(await host.next(), [1]);
  assertEquals((await host.end()).code, 0);
});

test("a plugin that could not be loaded is gone when loading has failed, the others when the manager is closed", async () => {
  const pm = border();
  const pids: number[] = [];
  pm.on("output", ({ text }) => pids.push(Number(text)));
  const error = await Border.tryToLoad({
    good: "console.log(Deno.pid);" + IDLE,
    bad: { body: "console.log(Deno.pid); throw new Error('bad');", required: true },
    worse: "console.log(Deno.pid); export default 1;",
  }, { pm, strict: true }).then(() => undefined, (error) => error);
  assertEquals(error?.code, "load-failed");
  await until(() => pids.length === 3, "all have said their numbers");
  const [good] = await pm.hook.ask({}) as [number];
  assertEquals(pids.filter(isAlive), [good]);
  await pm.close();
  assertEquals(pids.filter(isAlive), []);
});

test("a plugin that is replaced has ended when the manager is closed, and one that is refused as well", async () => {
  await using loaded = await Border.load({ a: IDLE });
  const { pm } = loaded;
  const other = await Border.load({ b: IDLE });
  const [a, b] = [...await pm.hook.ask({}) as [number], ...await other.pm.hook.ask({}) as [number]];
  await pm.replace("a", other.pm.unregister(null, "b")!);
  assertEquals(await pm.hook.ask({}), [b]);
  await until(() => !isAlive(a!), "the one before has ended");
  await pm.close();
  assert(!isAlive(b!));
  await other.pm.close();
});

test("a plugin that was taken out ends when whoever has it disposes of it, at the latest with the manager that loaded it", async () => {
  await using loaded = await Border.load({ a: IDLE, b: IDLE });
  const { pm } = loaded;
  const [b, a] = await pm.hook.ask({}) as [number, number];
  const plugin = pm.unregister(null, "a") as AsyncDisposable;
  pm.unregister(null, "b");
  await plugin[Symbol.asyncDispose]();
  assertEquals([isAlive(a), isAlive(b)], [false, true]);
  await pm.close();
  assert(!isAlive(b));
});
