import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { TraceRoot } from "@tenon/tenon";
import { hookimpl, setup } from "./support.ts";

/** A manager whose calls are traced, and the lines that are written. */
function traced() {
  const made = setup({ run: {}, inner: {}, later: { async: true }, first: { firstresult: true } });
  const lines: string[] = [];
  made.pm.trace.root.setWriter((text) => lines.push(text));
  return { ...made, lines, undo: made.pm.enableTracing() };
}

Deno.test("a traced call shows its arguments and its result", () => {
  const { pm, hook, lines } = traced();
  pm.register({ run: hookimpl(() => "answer") });
  hook.run({ n: 1, list: ["a", true, null] });
  assertEquals(
    lines.join(""),
    [
      "  run [hook]",
      "      n: 1",
      '      list: ["a", true, null]',
      '  finish run --> ["answer"] [hook]',
      "",
    ].join("\n"),
  );
});

Deno.test("calls within calls are indented, and a failed one leaves the indentation as it was", () => {
  const { pm, hook, lines } = traced();
  pm.register({
    run: hookimpl(() => void hook.inner()),
    inner: hookimpl(() => {
      throw new Error("boom");
    }),
  });
  assertThrows(() => hook.run());
  hook.first();
  assertEquals(lines, [
    "  run [hook]\n",
    "    inner [hook]\n",
    "  first [hook]\n",
    "  finish first --> undefined [hook]\n",
  ]);
});

Deno.test("an asynchronous call is finished when it is", async () => {
  const { pm, hook, lines } = traced();
  pm.register({ later: hookimpl(() => Promise.resolve(1)) });
  const call = hook.later();
  assertEquals(lines, ["  later [hook]\n"]);
  await call;
  assertEquals(lines[1], "  finish later --> [1] [hook]\n");
});

Deno.test("a plain object as result is shown below", () => {
  const { pm, hook, lines } = traced();
  pm.register({ first: hookimpl(() => ({ a: 1 })) });
  hook.first();
  assertEquals(lines[1], "  finish first --> [hook]\n      a: 1\n");
});

Deno.test("after undoing, nothing is traced", () => {
  const { hook, lines, undo } = traced();
  undo();
  hook.run();
  assertEquals(lines, []);
});

Deno.test("without a writer, tracing writes nothing and changes nothing", () => {
  const { pm, hook } = setup({ run: {} });
  pm.register({ run: hookimpl(() => 1) });
  pm.enableTracing();
  assertEquals(hook.run(), [1]);
  pm.trace.root.setWriter(null);
  assertEquals(hook.run(), [1]);
});

// What could be passed to a hook, and how it is shown.
class Agent {
  secret = 1;
}
const cycle: unknown[] = [];
cycle.push(cycle);
const SHOWN: readonly (readonly [value: unknown, text: string])[] = [
  ["text", "text"],
  [["text"], '["text"]'],
  [12n, "12"],
  [Symbol("s"), "Symbol(s)"],
  [undefined, "undefined"],
  [new Agent(), "[Agent]"],
  [new Map(), "[Map]"],
  [Object.create(null), "{}"],
  [Object.create(Object.create(null)), "[Object]"],
  [() => 1, "[Function anonymous]"],
  [Agent, "[Function Agent]"],
  [{ a: { b: { c: { d: 1 } } } }, "{a: {b: {c: {…}}}}"],
  [cycle, "[[[[…]]]]"],
  [{ toString: () => "no", toJSON: () => "no" }, "{toString: [Function toString], toJSON: [Function toJSON]}"],
];

for (const [value, text] of SHOWN) {
  Deno.test(`an argument is shown as ${text}`, () => {
    const { hook, lines } = traced();
    hook.run({ value });
    assertEquals(lines[0], `  run [hook]\n      value: ${text}\n`);
  });
}

/** Values that resist being looked at. */
const UNREADABLE: Readonly<Record<string, () => unknown>> = {
  "a throwing getter": () => ({
    get x() {
      throw new Error("was read");
    },
  }),
  "a revoked proxy": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  "a class whose name throws": () => {
    class Hostile {
      static get name() {
        throw new Error("was read");
      }
    }
    return new Hostile();
  },
  "a function whose name is a symbol": () => Object.defineProperty(() => 1, "name", { value: Symbol("s") }),
};

for (const [what, make] of Object.entries(UNREADABLE)) {
  Deno.test(`tracing does not fail a call because of ${what}`, () => {
    const { pm, hook, lines } = traced();
    const value = make();
    pm.register({ run: hookimpl(() => [value]) });
    assertEquals((hook.run({ value, list: [value] }) as unknown[]).length, 1);
    assertStringIncludes(lines[0]!, "value: ");
    assertEquals(lines.length, 2);
  });
}

// ---------------------------------------------------------------------------------------------------------------------
// Tracers

Deno.test("a tracer's lines end in its tags", () => {
  const root = new TraceRoot();
  const lines: string[] = [];
  root.setWriter((text) => lines.push(text));
  const load = root.get("load");
  load.get("npm")("found", 2);
  assertEquals(lines, ["found 2 [load:npm]\n"]);
  assertEquals(load.get("npm").tags, ["load", "npm"]);
  assert(load.root === root);
});

Deno.test("a tracer that is given nothing writes nothing", () => {
  const root = new TraceRoot();
  const lines: string[] = [];
  root.setWriter((text) => lines.push(text));
  root.get("load")();
  assertEquals(lines, []);
});

Deno.test("a processor receives the messages of exactly its tags, also without a writer", () => {
  const root = new TraceRoot();
  const seen: unknown[] = [];
  root.setProcessor("a:b", (tags, args) => seen.push([tags, args]));
  root.setProcessor(["a:b"], () => seen.push("one tag with a colon"));
  root.get("a")("no");
  root.get("a").get("b")("yes", 1);
  root.get("a").get("b").get("c")("no");
  assertEquals(seen, [[["a", "b"], ["yes", 1]]]);
});

Deno.test("a manager's own tracer can be used by the host", () => {
  const { pm } = setup();
  const lines: string[] = [];
  pm.trace.root.setWriter((text) => lines.push(text));
  pm.trace("loading", { from: "jsr:@crow/slack" });
  assertEquals(lines, ["loading [pluginmanager]\n    from: jsr:@crow/slack\n"]);
});
