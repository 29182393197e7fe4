/** What wrappers do that no scenario has: the same in a process as in the host. */
import { type AnyCaller, type AnyFunction, hookimplMarker, hookspecMarker, PluginManager } from "@tenon/tenon";
import { assertEquals } from "@std/assert";

const hookspec = hookspecMarker("odd");
const hookimpl = hookimplMarker("odd");

/** What the plugin within gives or throws, what comes out, and whether the hook has a spec. */
interface Odd {
  readonly hook: string;
  readonly inner: () => unknown;
  readonly outcome: unknown;
  readonly unspecified?: boolean;
}

const answers = async () => await Promise.resolve("inner");
const fails = () => Promise.reject(new TypeError("inner"));

const odds: Record<string, Odd> = {
  "a promise that a sync generator returns is awaited": {
    hook: "promises",
    inner: answers,
    outcome: ["inner", "later"],
  },
  "a promise that a sync generator returns may be rejected": {
    hook: "rejects",
    inner: answers,
    outcome: "RangeError: later",
  },
  "a promise in the box is awaited": { hook: "boxesPromise", inner: answers, outcome: ["boxed later"] },
  "a promise in the box may be rejected": {
    hook: "boxesRejection",
    inner: answers,
    outcome: "RangeError: boxed later",
  },
  "what a wrapper changes deep within a result comes out": {
    hook: "changesDeep",
    inner: () => Promise.resolve({ own: 0 }),
    outcome: [{ own: 0, deep: 1 }],
  },
  "what a wrapper changes in an error comes out": {
    hook: "saysMore",
    inner: fails,
    outcome: "TypeError: inner, and more",
  },
  "what a wrapper changes in the box comes out": {
    hook: "changesBox",
    inner: answers,
    outcome: ["inner", "boxed"],
  },
  "what a wrapper changes in an error in the box comes out": {
    hook: "saysMoreInBox",
    inner: fails,
    outcome: "TypeError: inner, and more in the box",
  },
  "the end of a wrapper that yielded twice may fail": {
    hook: "yieldsTwice",
    inner: answers,
    outcome: "RangeError: at the end",
  },
  "with both marks the old style counts": {
    hook: "hasBothMarks",
    inner: answers,
    outcome: ["inner", "as an old one"],
    unspecified: true,
  },
};

function specs(): object {
  const specified = Object.values(odds).filter(({ unspecified }) => !unspecified);
  return Object.fromEntries(specified.map(({ hook }) => [hook, hookspec({ async: true }, () => Promise.resolve())]));
}

async function outcomeOf(caller: AnyCaller): Promise<unknown> {
  try {
    return await caller({});
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message}`;
  }
}

for (const permissions of ["inherit", "none"] as const) {
  Deno.test(`${permissions === "none" ? "in a process" : "in the host"}: wrappers do what no scenario has`, async (t) => {
    await using manager = new PluginManager<Record<string, AnyFunction>>("odd", undefined, { onWarning() {} });
    manager.addHookspecs(specs());
    manager.register(Object.fromEntries(Object.values(odds).map(({ hook, inner }) => [hook, hookimpl(inner)])));
    const from = new URL("odd_wrappers.ts", import.meta.url).href;
    await manager.load({ plugins: { odd: { from, permissions } } }, { strict: true });
    for (const [name, { hook, outcome }] of Object.entries(odds)) {
      await t.step(name, async () => {
        assertEquals(await outcomeOf((manager.hook as Readonly<Record<string, AnyCaller>>)[hook]!), outcome);
      });
    }
  });
}

Deno.test("in a process: a function that is marked as a wrapper and is no generator is not called", async () => {
  await using manager = new PluginManager<Record<string, AnyFunction>>("odd");
  const from = new URL("no_wrapper.ts", import.meta.url).href;
  const caller = () => outcomeOf((manager.hook as Readonly<Record<string, AnyCaller>>)["ask"]!);
  await manager.load({ plugins: { odd: { from, permissions: "none" } } }, { strict: true });
  assertEquals(
    await caller(),
    `WrapperError: Cannot call hook 'ask' of plugin 'odd' (${from}): a wrapper must be a generator function, and it is not.`,
  );
  assertEquals(await (manager.hook as Readonly<Record<string, AnyCaller>>)["calls"]!({}), [0]);
});
