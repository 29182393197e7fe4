/**
 * What a hook of the benchmark looks like: the impls and wrappers that each contender gets in its own form.
 *
 * @module
 */
import { type Args, ownCode } from "./own_code.ts";

/** The impls of one hook. They are texts, as every contender makes functions of its own kind of them. */
export interface HookShape {
  /** What each plain impl answers, in the order of the calls: expressions of `args`. */
  readonly answers: readonly string[];
  /** How many wrappers stand around them. Each adds 1 to the first result. */
  readonly wrappers: number;
  /** Whether the plain impls are `async`. */
  readonly asyncImpls: boolean;
  /** Whether they are too large for V8 to inline. */
  readonly large: boolean;
  /** Whether the call stops at the first answer. */
  readonly firstresult: boolean;
  /** Calls are made with these in turn. */
  readonly args: readonly Args[];
}

/** A plain impl. */
export type Plain = (args: Args) => unknown;

/** Code that is never run, but counts when V8 decides what to inline. */
const BALLAST = `if (args.a < 0) { let x = args.a; ${
  Array.from({ length: 60 }, (_, i) => `x = (x * ${i + 3} + ${i}) | 0;`).join(" ")
} return x; }`;

/** The plain impls of a hook: each a function of its own. */
export function plainImpls({ answers, asyncImpls, large }: HookShape): Plain[] {
  const ballast = large ? BALLAST : "";
  return answers.map((answer) => ownCode(`${asyncImpls ? "async " : ""}(args) => { ${ballast} return ${answer}; }`));
}

/** An impl for contenders that drop results: it puts its answer into a list that it gets beside the arguments. */
export type Collecting = (args: Args, out: unknown[]) => void;

/** The impls of a hook for contenders that drop results, with other parameters and something to do at the end if need be. */
export function collectingImpls<F = Collecting>(
  { answers, asyncImpls, large }: HookShape,
  parameters = "args, out",
  end = "",
): F[] {
  const ballast = large ? BALLAST.replace("return x;", "out.push(x); return;") : "";
  return answers.map((answer) =>
    ownCode<F>(
      `${asyncImpls ? "async " : ""}(${parameters}) => { ${ballast} const answer = ${answer};
        if (answer !== undefined && answer !== null) out.push(answer); ${end} }`,
    )
  );
}

/** The wrappers of a hook, as generator functions; the outermost first. */
export function generatorWrappers<F>({ wrappers }: HookShape, async = false): F[] {
  return Array.from(
    { length: wrappers },
    () =>
      ownCode<F>(
        `${async ? "async " : ""}function* (args) { const results = yield; results[0] += 1; return results; }`,
      ),
  );
}

/** How a hook differs from one with three synchronous impls that all answer. */
export function hookShape(parts: Partial<HookShape> & { readonly impls?: number }): HookShape {
  const { impls = 3, ...rest } = parts;
  return {
    answers: Array.from({ length: impls }, (_, i) => `args.a + ${i * 7 + 1}`),
    wrappers: 0,
    asyncImpls: false,
    large: false,
    firstresult: false,
    // Of one shape, as those of one call in a program are; several, so that nothing can be computed once for all.
    args: Array.from({ length: 16 }, (_, i) => ({ a: i, b: `b${i}` })),
    ...rest,
  };
}

/** Of what arguments the calls of other hooks are. */
const OTHER_ARGS: readonly Args[] = [
  {},
  { a: 1 },
  { b: 2, a: 1 },
  { a: 1, c: 3, b: 2 },
  { a: 1, d: { e: 1 } },
  { x: 1, y: 2, a: 3 },
];

/** A hook with other impls and other arguments than a given one, and as many impls and wrappers where nothing else is said. */
function otherThan(shape: HookShape, i: number, impls = shape.answers.length, wrappers = shape.wrappers): HookShape {
  // Of a firstresult hook, those before some impl are silent, so that all have been called.
  const silent = !shape.firstresult ? 0 : i % 2 === 0 ? i % impls : impls - 1;
  const answer = (j: number) => (i + j) % 5 === 4 ? "undefined" : `[args.a, ${i}, ${j}, "${i}"][${j % 2}]`;
  return {
    ...shape,
    answers: Array.from({ length: impls }, (_, j) => j < silent ? "undefined" : j === silent ? `${i}` : answer(j)),
    wrappers,
    args: [OTHER_ARGS[i % OTHER_ARGS.length]!],
  };
}

/**
 * Hooks that every contender calls before it is measured. In a program with many hooks, the places in an engine that call
 * impls have seen many, and where it generates code, hooks of one form share it: some have as many impls and wrappers as the
 * hook that is measured, the others have not.
 */
export function otherHooks(shape: HookShape): HookShape[] {
  const wraps = shape.wrappers > 0;
  const others = [[1, 1], [2, 3], [3, 2], [4, 1], [5, 5], [8, 2], [12, 10], [20, 4]] as const;
  return [
    ...others.map(([impls, wrappers], i) => otherThan(shape, i, impls, wraps ? wrappers : 0)),
    ...[10, 11, 12, 13].map((i) => otherThan(shape, i)),
  ];
}
