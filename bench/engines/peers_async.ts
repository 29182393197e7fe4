/**
 * Peers that call hooks or listeners asynchronously, one after another.
 *
 * @module
 */
import hooksOf from "npm:before-after-hook@4.0.0";
import Emittery from "npm:emittery@2.2.0";
import { HookableCore } from "npm:hookable@6.1.2";
import Kareem from "npm:kareem@3.4.1";
import compose from "npm:koa-compose@4.2.0";
import { AsyncSeriesHook, AsyncSeriesWaterfallHook } from "npm:tapable@2.3.4";
import type { Engine } from "../engine.ts";
import { collectingImpls, type HookShape, plainImpls } from "../hook_shape.ts";
import { type Args, callSite, ownCode } from "../own_code.ts";
import { unrolledAsync } from "./by_hand.ts";

const DROPPED = "results are dropped";

let names = 0;
const nextName = () => `hook${names++}`;
const text = JSON.stringify;

/** What tapable's hooks have in common. Methods, as these may be of more particular types. */
interface Tappable {
  tap(name: string, fn: unknown): void;
  tapPromise(name: string, fn: unknown): void;
}

/** Registers impls with tapable in the form that fits what they give. */
function tap(hook: Tappable, fns: readonly unknown[], { asyncImpls }: HookShape): void {
  for (const [i, fn] of fns.entries()) {
    if (asyncImpls) hook.tapPromise(`p${i}`, fn);
    else hook.tap(`p${i}`, fn);
  }
}

/** tapable's series. */
export const tapableSeries: Engine = {
  name: "tapable",
  role: "peer",
  leavesOut: DROPPED,
  make(shape) {
    const hook = new AsyncSeriesHook<[Args]>(["args"]);
    tap(hook as Tappable, plainImpls(shape), shape);
    return callSite("hook.promise(args)", { hook });
  },
};

/** tapable's waterfall, in which each impl hands on a list. */
export const tapableWaterfall: Engine = {
  name: "tapable, waterfall",
  role: "peer",
  make(shape) {
    const hook = new AsyncSeriesWaterfallHook<[unknown[], Args]>(["out", "args"]);
    tap(hook as Tappable, collectingImpls(shape, "out, args", "return out;"), shape);
    return callSite("hook.promise([], args)", { hook });
  },
};

const hooks = new HookableCore<Record<string, (args: Args) => void>>();
/** hookable, in series. */
export const hookableSeries: Engine = {
  name: "hookable",
  role: "peer",
  leavesOut: DROPPED,
  make(shape) {
    const name = nextName();
    for (const fn of plainImpls(shape)) hooks.hook(name, fn as (args: Args) => void);
    return callSite(`hooks.callHook(${text(name)}, args)`, { hooks });
  },
};

/** koa-compose's middleware. */
type Middleware = (context: unknown, next: () => Promise<unknown>) => unknown;

/** koa-compose, whose middleware puts its answers into the context. */
export const koaCompose: Engine = {
  name: "koa-compose, collecting",
  role: "peer",
  make(shape) {
    const composed = compose(collectingImpls<Middleware>(shape, "{ args, out }, next", "return next();"));
    return callSite("{ const out = []; return composed({ args, out }).then(() => out); }", { composed });
  },
};

const emittery = new Emittery<Record<string, Args>>();
/** emittery, in series. */
export const emitterySeries: Engine = {
  name: "emittery",
  role: "peer",
  leavesOut: DROPPED,
  make(shape) {
    const name = nextName();
    for (const fn of plainImpls(shape)) emittery.on(name, fn as (args: Args) => void);
    return callSite(`emittery.emitSerial(${text(name)}, args)`, { emittery });
  },
};

/** What stands inside the wrappers of peers that wrap one function: the impls, called by hand. */
const innermost = (shape: HookShape) => unrolledAsync.make({ ...shape, wrappers: 0 });

/** koa-compose: middleware that awaits what is inside. */
export const koaWrapping: Engine = {
  name: "koa-compose",
  role: "peer",
  make(shape) {
    const wrappers = Array.from(
      { length: shape.wrappers },
      () =>
        ownCode<Middleware>("async (args, next) => { const results = await next(); results[0] += 1; return results; }"),
    );
    const composed = compose(wrappers);
    return callSite("composed(args, () => inner(args))", { composed, inner: innermost(shape) });
  },
};

const collection = new hooksOf.Collection();
/** before-after-hook: functions that get the one inside. */
export const beforeAfterHook: Engine = {
  name: "before-after-hook",
  role: "peer",
  make(shape) {
    const name = nextName();
    for (let i = 0; i < shape.wrappers; i++) {
      const wrapper = "async (inner, args) => { const results = await inner(args); results[0] += 1; return results; }";
      collection.wrap(name, ownCode(wrapper));
    }
    return callSite(`collection(${text(name)}, inner, args)`, { collection, inner: innermost(shape) });
  },
};

const kareem = new Kareem();
/** kareem: functions before and after. */
export const kareemAsync: Engine = {
  name: "kareem",
  role: "peer",
  leavesOut: "before and after are two functions",
  make(shape) {
    const name = nextName();
    for (let i = 0; i < shape.wrappers; i++) {
      kareem.pre(name, ownCode("async () => {}"));
      kareem.post(name, ownCode("async (results) => { results[0] += 1; }"));
    }
    return callSite(`kareem.wrap(${text(name)}, inner, null, [args])`, { kareem, inner: innermost(shape) });
  },
};
