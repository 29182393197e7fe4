import { assertEquals, assertThrows } from "@std/assert";
import { PluginManager } from "@tenon/tenon";
import { printOnce } from "../../src/engine/mod.ts";
import { hookimpl, hookOf, namespace, setup } from "./support.ts";

/** What is printed with `console.warn` meanwhile. */
function printed(run: () => void): unknown[] {
  const original = console.warn;
  const lines: unknown[] = [];
  console.warn = (...args: unknown[]) => void lines.push(...args);
  try {
    run();
  } finally {
    console.warn = original;
  }
  return lines;
}

Deno.test("without a handler, each distinct warning is printed once", () => {
  const pm = new PluginManager("demo", undefined);
  pm.addHookspecs(namespace({ run: { args: ["n"] }, other: { args: ["n"] } }));
  const lines = printed(() => {
    for (let i = 0; i < 3; i++) hookOf(pm, "run")();
    hookOf(pm, "other")();
  });
  assertEquals(lines, [
    "Warning: The call of hook 'run' does not provide 'n', which its spec declares.",
    "Warning: The call of hook 'other' does not provide 'n', which its spec declares.",
  ]);
});

Deno.test("each manager prints for itself", () => {
  const lines = printed(() => {
    for (let i = 0; i < 2; i++) printOnce()({ code: "missing-args", message: "m", hook: "run" });
  });
  assertEquals(lines, ["Warning: m", "Warning: m"]);
});

Deno.test("a program that warns without end does not print, or remember, without end", () => {
  const handler = printOnce();
  const lines = printed(() => {
    for (let i = 0; i < 5000; i++) handler({ code: "missing-args", message: `m ${i}`, hook: "run" });
  });
  assertEquals(lines.length, 1000);
});

Deno.test("a handler of one's own receives each warning each time", () => {
  const { hook, warnings } = setup({ run: { args: ["n"] } });
  hook.run();
  hook.run();
  assertEquals(warnings.length, 2);
});

Deno.test("a handler receives the warning and nothing else, wherever it is given", () => {
  const received: number[] = [];
  const pm = new PluginManager("demo", undefined, { onWarning: (...args) => void received.push(args.length) });
  const spec = { args: ["n"], warn_on_impl: "no more" };
  pm.register({ late: hookimpl(() => 1) });
  pm.addHookspecs(namespace({ run: spec, late: spec, wrapped: {} }));
  pm.register({ run: hookimpl(() => 1) });
  assertThrows(() => pm.register({ run: hookimpl(() => 1), wrapped: hookimpl({ wrapper: true }, () => 1) }));
  hookOf(pm, "run")();
  assertEquals(received, [1, 1, 1, 1]);
});
