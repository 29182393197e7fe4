/**
 * The cases of second_opinion.ts: each a host with plugins, and a loop that does the same.
 *
 * @module
 */
import { type First, hookimplMarker, hookspecMarker, PluginManager } from "../../mod.ts";
import { type Around, type AsyncAround, asyncWrappers, type Review, type Rule, rules, wrappers } from "./rules.ts";

const hookspec = hookspecMarker("review");

class Spec {
  @hookspec
  check(_: Review): string | number | boolean | void {}

  @hookspec({ firstresult: true })
  decide(_: Review): First<string | number | boolean> | void {}

  @hookspec
  async fetch(_: Review): Promise<string | number | boolean | void> {}
}

const hookimpl = hookimplMarker("review");

/** What is compared: does a number of calls, and gives something that depends on all of them. */
export type Batch = (times: number) => number | Promise<number>;

/** A case: Tenon, and what a careful programmer would write instead. */
export interface Duel {
  readonly name: string;
  readonly tenon: Batch;
  readonly loop: Batch;
  /** The most that Tenon may take, in times of the loop. */
  readonly max: number;
}

/** Makes a host whose plugins have these functions, given in the order in which they are called. */
function host(
  hook: keyof Spec,
  plain: readonly Rule[],
  around: readonly (Around | AsyncAround)[] = [],
): PluginManager<Spec> {
  const pm = new PluginManager("review", Spec);
  for (const fn of plain.toReversed()) pm.register({ [hook]: hookimpl(fn) });
  for (const fn of around.toReversed()) pm.register({ [hook]: hookimpl({ wrapper: true }, fn) });
  return pm;
}

const paths = ["mod.ts", "a.ts", "src/main.ts", "README", "docs/index.md", "x", "deno.json", "test.ts"];
const lines = ["import x", "export y", "const z", ""];

/** The arguments of the i-th call. */
function review(i: number): Review {
  return { path: paths[i & 7]!, lines, at: { line: i & 31, column: i & 3 }, strict: (i & 1) === 0 };
}

const isAnswer = (answer: unknown) => answer !== undefined && answer !== null;
const sizeOf = (value: unknown) => Array.isArray(value) ? value.length : value === undefined ? 0 : 1;
const of = <T>(all: readonly T[], count: number): T[] => Array.from({ length: count }, (_, i) => all[i % all.length]!);

function* collecting(): Generator<Duel> {
  for (const [count, max] of [[1, 0.6], [3, 0.65], [10, 1], [100, 0.8]] as const) {
    const fns = of(rules, count);
    const pm = host("check", fns);
    const all = (args: Review) => {
      const answers = [];
      for (const fn of fns) {
        const answer = fn(args);
        if (isAnswer(answer)) answers.push(answer);
      }
      return answers;
    };
    yield {
      name: `S1, N=${count}`,
      max,
      tenon(times) {
        let sum = 0;
        for (let i = 0; i < times; i++) sum += pm.hook.check(review(i)).length;
        return sum;
      },
      loop(times) {
        let sum = 0;
        for (let i = 0; i < times; i++) sum += all(review(i)).length;
        return sum;
      },
    };
  }
}

function* deciding(): Generator<Duel> {
  for (const k of [1, 5, 10]) {
    const silent: Rule[] = [({ path }) => path === "" ? path : undefined, ({ at }) => at.line < 0 ? at : null];
    const fns = [...of(silent, k - 1), ...of(rules, 11 - k)];
    const pm = host("decide", fns);
    const first = (args: Review) => {
      for (const fn of fns) {
        const answer = fn(args);
        if (isAnswer(answer)) return answer;
      }
      return undefined;
    };
    yield {
      name: `S2, k=${k}`,
      max: 0.9,
      tenon(times) {
        let sum = 0;
        for (let i = 0; i < times; i++) sum += sizeOf(pm.hook.decide(review(i)));
        return sum;
      },
      loop(times) {
        let sum = 0;
        for (let i = 0; i < times; i++) sum += sizeOf(first(review(i)));
        return sum;
      },
    };
  }
}

function* wrapping(): Generator<Duel> {
  for (const count of [1, 3, 10]) {
    const fns = of(rules, 3);
    const outer = of(wrappers, count);
    const pm = host("check", fns, outer);
    const wrapped = (args: Review) => {
      const entered = outer.map((wrapper) => {
        const generator = wrapper(args);
        generator.next();
        return generator;
      });
      let value: unknown[] = [];
      for (const fn of fns) {
        const answer = fn(args);
        if (isAnswer(answer)) value.push(answer);
      }
      for (let i = count - 1; i >= 0; i--) value = entered[i]!.next(value).value as unknown[];
      return value;
    };
    yield {
      name: `S3, W=${count}`,
      max: 0.95,
      tenon(times) {
        let sum = 0;
        for (let i = 0; i < times; i++) sum += pm.hook.check(review(i)).length;
        return sum;
      },
      loop(times) {
        let sum = 0;
        for (let i = 0; i < times; i++) sum += wrapped(review(i)).length;
        return sum;
      },
    };
  }
}

function* awaiting(): Generator<Duel> {
  for (const [kind, most] of [["sync", [0.55, 0.45, 0.35]], ["async", [1.1, 1.1, 1.1]]] as const) {
    for (const [i, count] of [1, 3, 10].entries()) {
      const fns = of(rules, count).map((fn): Rule => kind === "sync" ? fn : async (args) => await fn(args));
      const pm = host("fetch", fns);
      const all = async (args: Review) => {
        const answers = [];
        for (const fn of fns) {
          const answer = await fn(args);
          if (isAnswer(answer)) answers.push(answer);
        }
        return answers;
      };
      yield {
        name: `S4, ${kind} impls, N=${count}`,
        max: most[i]!,
        async tenon(times) {
          let sum = 0;
          for (let i = 0; i < times; i++) sum += (await pm.hook.fetch(review(i))).length;
          return sum;
        },
        async loop(times) {
          let sum = 0;
          for (let i = 0; i < times; i++) sum += (await all(review(i))).length;
          return sum;
        },
      };
    }
  }
}

function* wrappingAsync(): Generator<Duel> {
  for (const [kind, most] of [["sync", [0.7, 0.45, 0.3]], ["async", [1.1, 1.1, 1.1]]] as const) {
    for (const [i, count] of [1, 3, 10].entries()) {
      const fns = of(rules, 3).map((fn): Rule => async (args) => await fn(args));
      const outer = of(asyncWrappers, count);
      const pm = host("fetch", fns, kind === "sync" ? of(wrappers, count) : outer);
      const wrapped = async (args: Review) => {
        const entered = [];
        for (const wrapper of outer) {
          const generator = wrapper(args);
          await generator.next();
          entered.push(generator);
        }
        let value: unknown[] = [];
        for (const fn of fns) {
          const answer = await fn(args);
          if (isAnswer(answer)) value.push(answer);
        }
        for (let i = count - 1; i >= 0; i--) value = (await entered[i]!.next(value)).value as unknown[];
        return value;
      };
      yield {
        name: `S5, ${kind} generators, W=${count}`,
        max: most[i]!,
        async tenon(times) {
          let sum = 0;
          for (let i = 0; i < times; i++) sum += (await pm.hook.fetch(review(i))).length;
          return sum;
        },
        async loop(times) {
          let sum = 0;
          for (let i = 0; i < times; i++) sum += (await wrapped(review(i))).length;
          return sum;
        },
      };
    }
  }
}

function* nobody(): Generator<Duel> {
  const pm = host("check", []);
  // Several, or V8 would find out that nothing is called.
  const nothings: Rule[] = [() => {}, (_) => {}, ({ path: _ }) => {}, ({ at: _ }) => {}];
  yield {
    name: "S7, no impls",
    max: 2.5,
    tenon(times) {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += pm.hook.check(review(i)).length;
      return sum;
    },
    loop(times) {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += sizeOf(nothings[i & 3]!(review(i)));
      return sum;
    },
  };
}

/** All cases. */
export function allDuels(): Duel[] {
  return [...collecting(), ...deciding(), ...wrapping(), ...awaiting(), ...wrappingAsync(), ...nobody()];
}
