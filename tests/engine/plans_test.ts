import { assert, assertEquals, assertFalse, assertStrictEquals } from "@std/assert";
import { sourceOf } from "@tenon/tenon";
import { codeRejected, codeThrown, hookimpl, rejection, setup, thrown, turn } from "./support.ts";

// How calls are laid out depends on how many impls a hook has: none, up to four, up to sixteen, more.
const COUNTS = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 21, 40];
// And on how often it is called: after a thousand calls what is laid out becomes a constant for the compiler.
const OFTEN = 1100;

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** A hook whose impls are called in the order of their numbers. */
function hookWith(impls: readonly ((args: never) => unknown)[], options = {}) {
  const { pm, hook } = setup({ run: options });
  for (const [i, fn] of [...impls.entries()].reverse()) pm.register({ run: hookimpl(fn) }, `p${i}`);
  return { pm, hook };
}

for (const async of [false, true]) {
  const what = async ? "an asynchronous" : "a synchronous";

  Deno.test(`each call of ${what} hook gives a list of its own, however many impls there are`, async () => {
    for (const count of COUNTS) {
      const { hook } = hookWith(upTo(count).map((i) => () => i), { async });
      for (let calls = 0; calls < OFTEN; calls += 1) {
        const first = await hook.run() as unknown[];
        if (calls % 100 === 0) assertEquals(first, upTo(count));
        first.push("changed by who called");
        first[0] = "so too";
      }
      assertEquals(await hook.run(), upTo(count));
    }
  });

  Deno.test(`answers of ${what} hook that are null or undefined are left out at every place`, async () => {
    for (const count of COUNTS) {
      for (const none of [null, undefined]) {
        for (let silent = 0; silent < count; silent++) {
          const { hook } = hookWith(upTo(count).map((i) => () => i === silent ? none : i), { async });
          const list = await hook.run() as unknown[];
          assertEquals(list, upTo(count).filter((i) => i !== silent));
          assertEquals(Object.keys(list).length, count - 1, "there are no holes");
        }
      }
      const { hook } = hookWith(upTo(count).map(() => () => null), { async });
      assertEquals(await hook.run(), []);
    }
  });

  Deno.test(`an error at any place of ${what} hook leaves as it is, is its plugin's, and later impls do not run`, async () => {
    for (const count of COUNTS) {
      for (let bad = 0; bad < count; bad++) {
        const ran: number[] = [];
        const error = new Error("bad");
        const impls = upTo(count).map((i) => () => {
          ran.push(i);
          if (i === bad) throw error;
        });
        const { hook } = hookWith(impls, { async });
        const given = async ? await rejection(() => hook.run()) : thrown(() => hook.run());
        assertStrictEquals(given, error);
        assertEquals(sourceOf(error), { plugin: `p${bad}`, hook: "run", phase: "call", others: [] });
        assertEquals(ran, upTo(bad + 1));
      }
    }
  });

  Deno.test(`the k-th answer of ${what} firstresult hook ends the call, and falsy answers are answers`, async () => {
    for (const count of COUNTS) {
      for (let k = 0; k <= count; k++) {
        for (const answer of [0, "", false, NaN, { k }]) {
          let calls = 0;
          const impls = upTo(count).map((i) => () => (calls++, i === k ? answer : i % 2 === 0 ? null : undefined));
          const { hook } = hookWith(impls, { async, firstresult: true });
          assertStrictEquals(await hook.run(), k === count ? undefined : answer);
          assertEquals(calls, Math.min(k + 1, count));
        }
      }
    }
  });

  Deno.test(`every impl of ${what} hook gets the caller's own object, and no other argument`, async () => {
    for (const count of COUNTS) {
      const given = { n: 1 };
      const seen: unknown[][] = [];
      const impls = upTo(count).map(() => (...all: never[]) => void seen.push(all));
      await hookWith(impls, { async }).hook.run(given);
      assertEquals(seen.length, count);
      for (const all of seen) {
        assertStrictEquals(all[0], given);
        assertEquals(all.length, 1);
      }
    }
  });

  Deno.test(`arguments of ${what} hook may be frozen, without a prototype, and have getters`, async () => {
    const { pm, hook } = setup({ run: { async, args: ["a", "b"] } });
    pm.register({ run: hookimpl(({ a, b }: { a: number; b: number }) => a + b) });
    assertEquals(await hook.run(Object.freeze({ a: 1, b: 2 })), [3]);
    assertEquals(await hook.run(Object.assign(Object.create(null), { a: 1, b: 3 })), [4]);
    class Args {
      get a(): number {
        return 2;
      }
      get b(): number {
        return 3;
      }
    }
    assertEquals(await hook.run(new Args() as never), [5]);
    const error = new Error("in a getter");
    const bad = {
      a: 1,
      get b(): number {
        throw error;
      },
    };
    assertStrictEquals(async ? await rejection(() => hook.run(bad)) : thrown(() => hook.run(bad)), error);
  });

  Deno.test(`a hook that is called often sees every change at once: ${what} hook`, async () => {
    const { pm, hook } = setup({ run: { async } });
    const held = hook.run;
    const site = (n: number): unknown => held({ n });
    const present: string[] = [];
    for (let round = 0; round < 6; round++) {
      for (let i = 0; i < OFTEN; i++) await site(i);
      assertEquals(await site(0), present);
      const name = `p${round}`;
      pm.register({ run: hookimpl(() => name) }, name);
      present.unshift(name);
      assertEquals(await site(0), present);
      for (let i = 0; i < OFTEN; i++) await site(i);
      if (round % 2 === 1) {
        pm.unregister(null, `p${round - 1}`);
        present.splice(1, 1);
        assertEquals(await site(0), present);
      }
    }
    const seen: string[] = [];
    const off = pm.addHookcallMonitoring((name) => void seen.push(name), () => {});
    await site(0);
    off();
    await site(0);
    assertEquals(seen, ["run"]);
  });

  Deno.test(`a plugin that goes while ${what} hook is called often still takes part in the call`, async () => {
    const { pm, hook } = setup({ run: { async } });
    let leave = false;
    pm.register({ run: hookimpl(() => "last") }, "last");
    pm.register({
      run: hookimpl(() => {
        if (leave) pm.unregister(null, "last");
        return "first";
      }),
    });
    for (let i = 0; i < OFTEN; i++) await hook.run();
    leave = true;
    assertEquals(await hook.run(), ["first", "last"]);
    leave = false;
    assertEquals(await hook.run(), ["first"]);
  });

  Deno.test(`a call of ${what} hook from inside itself, in the middle of the thousandth, has its own answers`, async () => {
    for (const count of [1, 3, 6, 18]) {
      const { pm, hook } = setup({ run: { async } });
      for (const i of upTo(count)) pm.register({ run: hookimpl(({ n }: { n: number }) => n * 100 + i) });
      pm.register({
        run: hookimpl(({ n }: { n: number }) => {
          if (n === 0) return "inner";
          const inner = hook.run({ n: n - 1 });
          return inner instanceof Promise ? inner.then((list) => list.length) : (inner as unknown[]).length;
        }),
      });
      for (let i = 0; i < OFTEN; i++) {
        const given = await hook.run({ n: 1 }) as unknown[];
        assertEquals(given.length, count + 1);
        assertEquals(given[0], count + 1);
      }
    }
  });
}

Deno.test("a promise at any place of a synchronous hook fails the call at that impl's turn", async () => {
  for (const count of COUNTS) {
    for (const firstresult of [false, true]) {
      for (let bad = 0; bad < count; bad++) {
        let calls = 0;
        const impls = upTo(count).map((i) => () => {
          calls++;
          if (i === bad) return Promise.reject(new Error("nobody waits"));
          return firstresult ? undefined : i;
        });
        const { hook } = hookWith(impls, { firstresult });
        assertEquals(codeThrown(() => hook.run()), "promise-from-sync-hook");
        const error = thrown(() => hook.run()) as { plugin?: string };
        assertEquals(error.plugin, `p${bad}`);
        assertEquals(calls, 2 * (bad + 1));
      }
    }
  }
  await turn(); // Deno fails a test during which a rejection was not handled.
});

Deno.test("a thenable that lies is what it is when it is asked first, at any place of an asynchronous hook", async () => {
  for (const count of [1, 3, 5, 17]) {
    for (let at = 0; at < count; at++) {
      const error = new Error("in then");
      const getter = {
        get then(): never {
          throw error;
        },
      };
      const impls = upTo(count).map((i) => () => i === at ? getter : i);
      assertStrictEquals(await rejection(() => hookWith(impls, { async: true }).hook.run()), error);
      assertStrictEquals(thrown(() => hookWith(impls).hook.run()), error);
      assertEquals(sourceOf(error)?.plugin, `p${at}`);

      const twice = {
        then(resolve: (value: unknown) => void, reject: (error: unknown) => void): void {
          resolve("once");
          resolve("twice");
          reject(new Error("and not"));
        },
      };
      const { hook } = hookWith(upTo(count).map((i) => () => i === at ? twice : i), { async: true });
      assertEquals(await hook.run(), upTo(count).map((i) => i === at ? "once" : i));
    }
  }
});

Deno.test("impls are called with their plugin as this, arrow functions as they are, whatever they are called like", () => {
  const { pm, hook } = setup({ run: {} });
  class Plugin {
    readonly own = "own";
    run(): string {
      return this.own;
    }
  }
  hookimpl(Plugin.prototype.run);
  pm.register(new Plugin());
  const outer = "outer";
  pm.register({ own: "of the object", run: hookimpl(() => outer) });
  pm.register({
    own: "computed",
    ["run"]: hookimpl(function (this: { own: string }): string {
      return this.own;
    }),
  });
  const named = {
    own: "odd",
    "(odd) =>"(this: { own: string }): string {
      return this.own;
    },
  };
  hookimpl({ specname: "run" }, named["(odd) =>"]);
  pm.register(named);
  for (let i = 0; i < OFTEN; i++) assertEquals(hook.run(), ["odd", "computed", "outer", "own"]);
});

Deno.test("a caller tells nothing of how its calls are laid out", async () => {
  const { pm, hook } = setup({ run: {}, later: { async: true } });
  pm.register({ run: hookimpl(() => 1), later: hookimpl(() => 2) });
  for (let i = 0; i < OFTEN; i++) hook.run();
  const { run } = hook;
  assertStrictEquals(hook.run, run);
  assertEquals(run.name, "run");
  assertEquals(codeThrown(() => (run as unknown as (args: unknown) => unknown)([])), "bad-arguments");
  assertEquals(codeThrown(() => (run as unknown as (a: unknown, b: unknown) => unknown)({}, {})), "bad-arguments");
  assertEquals(await codeRejected(() => (hook.later as unknown as (args: unknown) => unknown)(1)), "bad-arguments");
  assertEquals(run(), [1]);
  assertEquals((run as unknown as (args: null) => unknown)(null), [1]);
  assertFalse("dispatch" in run);
  assert(run.hasSpec());
});

Deno.test("what an impl throws is looked at by nothing that a proxy could notice", () => {
  const seen: string[] = [];
  const handler = new Proxy({}, { get: (_, trap) => void seen.push(String(trap)) });
  const revoked = () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };
  for (const make of [() => new Proxy({}, handler), revoked]) {
    for (const count of [1, 3, 17]) {
      const value = make();
      const fail = () => {
        throw value;
      };
      const { hook } = hookWith([...upTo(count - 1).map((i) => () => i), fail]);
      let caught: unknown;
      try {
        hook.run();
      } catch (error) {
        caught = error;
      }
      assert(caught === value);
      assertEquals(sourceOf(caught)?.plugin, `p${count - 1}`);
    }
  }
  assertEquals(seen, []);
});
