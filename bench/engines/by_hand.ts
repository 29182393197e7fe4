/**
 * The limit: what somebody would write by hand for one hook whose impls are known. The code is made for the hook, so every
 * call in it is to one function that V8 knows, and can inline.
 *
 * @module
 */
import type { Engine } from "../engine.ts";
import { generatorWrappers, type HookShape, plainImpls } from "../hook_shape.ts";
import { type Call, named, ownCode } from "../own_code.ts";

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const list = (count: number, item: (i: number) => string, by: string): string => numbers(count).map(item).join(by);

/** A list of the results, as a literal if none is missing. */
export const unrolled: Engine = {
  name: "by hand",
  role: "limit",
  make(shape) {
    const n = shape.answers.length;
    return ownCode<Call>(
      `(args) => {
        ${list(n, (i) => `const r${i} = f${i}(args);`, "\n")}
        if (${list(n, (i) => `r${i} !== undefined && r${i} !== null`, " && ") || "true"}) return [${
        list(n, (i) => `r${i}`, ", ")
      }];
        return [${list(n, (i) => `r${i}`, ", ")}].filter((r) => r !== undefined && r !== null);
      }`,
      named("f", plainImpls(shape)),
    );
  },
};

/** A chain of `??`. */
export const chained: Engine = {
  name: "by hand",
  role: "limit",
  make(shape) {
    const n = shape.answers.length;
    return ownCode<Call>(`(args) => ${list(n, (i) => `f${i}(args)`, " ?? ")}`, named("f", plainImpls(shape)));
  },
};

/** Generators, each driven by the code outside it. */
export const nested: Engine = {
  name: "by hand",
  role: "limit",
  make(shape) {
    const inner = ownCodeOfInner(shape);
    const n = shape.wrappers;
    return ownCode<Call>(
      `(args) => {
        ${list(n, (i) => `const g${i} = w${i}(args); g${i}.next();`, "\n")}
        let value = inner(args);
        ${list(n, (i) => `value = g${n - 1 - i}.next(value).value;`, "\n")}
        return value;
      }`,
      { inner, ...named("w", generatorWrappers(shape)) },
    );
  },
};

function ownCodeOfInner(shape: HookShape): Call {
  return unrolled.make({ ...shape, wrappers: 0 });
}

/** Async impls awaited in turn; sync ones called in turn, with one promise at the end. */
export const unrolledAsync: Engine = {
  name: "by hand",
  role: "limit",
  make(shape) {
    const n = shape.answers.length;
    const { asyncImpls } = shape;
    return ownCode<Call>(
      `${asyncImpls ? "async " : ""}(args) => {
        const results = [];
        ${
        list(
          n,
          (i) =>
            `{ const r = ${
              asyncImpls ? "await " : ""
            }f${i}(args); if (r !== undefined && r !== null) results.push(r); }`,
          "\n",
        )
      }
        return ${asyncImpls ? "results" : "Promise.resolve(results)"};
      }`,
      named("f", plainImpls(shape)),
    );
  },
};

/** Sync generators around awaited impls. */
export const nestedAsync: Engine = {
  name: "by hand",
  role: "limit",
  make(shape) {
    const inner = unrolledAsync.make({ ...shape, wrappers: 0 });
    const n = shape.wrappers;
    return ownCode<Call>(
      `async (args) => {
        ${list(n, (i) => `const g${i} = w${i}(args); g${i}.next();`, "\n")}
        let value = await inner(args);
        ${list(n, (i) => `value = g${n - 1 - i}.next(value).value;`, "\n")}
        return value;
      }`,
      { inner, ...named("w", generatorWrappers(shape)) },
    );
  },
};
