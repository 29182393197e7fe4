import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import * as nodeAssert from "node:assert";
import * as nodeEvents from "node:events";
import * as nodeFs from "node:fs";
import * as nodePath from "node:path";
import * as nodeStream from "node:stream";
import * as nodeUrl from "node:url";
import * as nodeUtil from "node:util";
import ts from "npm:typescript@5";
import { argumentNames } from "../../src/engine/argnames.ts";
import { type Fn, parsedNames } from "./argnames_support.ts";

/** Every function that can be reached from `roots` through properties, without calling any getter. */
function reachable(roots: readonly unknown[]): Set<Fn> {
  const seen = new Set<unknown>();
  const queue = [...roots];
  while (queue.length > 0) {
    const value = queue.pop();
    if (seen.has(value) || value === null || (typeof value !== "object" && typeof value !== "function")) continue;
    seen.add(value);
    if (ArrayBuffer.isView(value)) continue;
    queue.push(Object.getPrototypeOf(value));
    for (const each of Object.values(Object.getOwnPropertyDescriptors(value))) {
      queue.push(each.value, each.get, each.set);
    }
  }
  return new Set([...seen].filter((value) => typeof value === "function")) as Set<Fn>;
}

Deno.test("over thousands of real functions, it never throws, is fast, and agrees with a real parser", () => {
  const modules = [nodeAssert, nodeEvents, nodeFs, nodePath, nodeStream, nodeUrl, nodeUtil, fc, ts];
  const functions = [...reachable([globalThis, ...modules])];
  const start = performance.now();
  const answers = functions.map((fn) => argumentNames(fn));
  const each = (performance.now() - start) / functions.length;
  assert(functions.length > 3000, `${functions.length} functions`);
  assert(each < 0.1, `${each} ms for each function`);
  const mismatches = functions.map((fn, i) => [answers[i], fn] as const)
    .filter(([names]) => names !== undefined)
    .filter(([names, fn]) =>
      JSON.stringify(names) !== JSON.stringify(parsedNames(Function.prototype.toString.call(fn)))
    )
    .map(([names, fn]) => `${names}: ${fn}`);
  assertEquals(mismatches, []);
});
