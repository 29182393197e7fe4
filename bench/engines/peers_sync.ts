/**
 * Peers that call hooks or listeners synchronously. Those that drop results get impls that put them into a list, which
 * stands beside the arguments of the call: what their users would do.
 *
 * @module
 */
import { EventEmitter } from "npm:eventemitter3@5.0.4";
import { HookableCore } from "npm:hookable@6.1.2";
import Kareem from "npm:kareem@3.4.1";
import mitt from "npm:mitt@3.0.1";
import { createNanoEvents } from "npm:nanoevents@10.0.0";
import { SyncBailHook, SyncHook } from "npm:tapable@2.3.4";
import type { Engine } from "../engine.ts";
import { type Collecting, collectingImpls, plainImpls } from "../hook_shape.ts";
import { type Args, callSite, ownCode } from "../own_code.ts";
import { unrolled } from "./by_hand.ts";

const DROPPED = "results are dropped";

let names = 0;
/** A name that no other hook has: the peers know hooks by name, as Tenon does. */
const nextName = () => `hook${names++}`;

const text = JSON.stringify;

/** tapable's plain hook. */
export const tapable: Engine = {
  name: "tapable",
  role: "peer",
  leavesOut: DROPPED,
  make(shape) {
    const hook = new SyncHook<[Args]>(["args"]);
    plainImpls(shape).forEach((fn, i) => hook.tap(`p${i}`, fn));
    return callSite("hook.call(args)", { hook });
  },
};

/** tapable's plain hook with a list beside the arguments. */
export const tapableCollecting: Engine = {
  name: "tapable, collecting",
  role: "peer",
  make(shape) {
    const hook = new SyncHook<[Args, unknown[]]>(["args", "out"]);
    collectingImpls(shape).forEach((fn, i) => hook.tap(`p${i}`, fn));
    return callSite("{ const out = []; hook.call(args, out); return out; }", { hook });
  },
};

/** The same where no other hook of the program is of this form, so that the code that tapable makes is for one hook only. */
export const tapableAlone: Engine = {
  name: "tapable, collecting, the only such hook",
  role: "peer",
  make(shape) {
    const args = nextName();
    const hook = new SyncHook<[Args, unknown[]]>([args, "out"]);
    collectingImpls(shape).forEach((fn, i) => hook.tap(`p${i}`, fn));
    return callSite("{ const out = []; hook.call(args, out); return out; }", { hook });
  },
};

/** tapable's hook that stops at the first answer. */
export const tapableBail: Engine = {
  name: "tapable, bail",
  role: "peer",
  make(shape) {
    const hook = new SyncBailHook<[Args], unknown>(["args"]);
    plainImpls(shape).forEach((fn, i) => hook.tap(`p${i}`, fn));
    return callSite("hook.call(args)", { hook });
  },
};

const nano = createNanoEvents<Record<string, Collecting>>();
/** nanoevents with a list beside the arguments. */
export const nanoevents: Engine = {
  name: "nanoevents, collecting",
  role: "peer",
  make(shape) {
    const name = nextName();
    for (const fn of collectingImpls(shape)) nano.on(name, fn);
    return callSite(`{ const out = []; nano.emit(${text(name)}, args, out); return out; }`, { nano });
  },
};

const emitter3 = new EventEmitter<Record<string, Collecting>>();
/** eventemitter3 with a list beside the arguments. */
export const eventemitter3: Engine = {
  name: "eventemitter3, collecting",
  role: "peer",
  make(shape) {
    const name = nextName();
    for (const fn of collectingImpls(shape)) emitter3.on(name, fn);
    return callSite(`{ const out = []; emitter3.emit(${text(name)}, args, out); return out; }`, { emitter3 });
  },
};

/** What mitt's listeners get. */
type One = { readonly args: Args; readonly out: unknown[] };

// Its types are those of a CommonJS module, which it is not.
const mittEmitter = (mitt as unknown as typeof mitt.default)<Record<string, One>>();
/** mitt with a list in its one argument. */
export const mittCollecting: Engine = {
  name: "mitt, collecting",
  role: "peer",
  make(shape) {
    const name = nextName();
    for (const fn of collectingImpls<(one: One) => void>(shape, "{ args, out }")) mittEmitter.on(name, fn);
    return callSite(`{ const out = []; mittEmitter.emit(${text(name)}, { args, out }); return out; }`, { mittEmitter });
  },
};

const hooks = new HookableCore<Record<string, (args: Args) => void>>();
/** The core of hookable: its full form makes a task for the debugger in each call, which takes it many times as long. */
export const hookable: Engine = {
  name: "hookable",
  role: "peer",
  leavesOut: DROPPED,
  make(shape) {
    const name = nextName();
    for (const fn of plainImpls(shape)) hooks.hook(name, fn);
    return callSite(`hooks.callHook(${text(name)}, args)`, { hooks });
  },
};

const kareem = new Kareem();
/** kareem, whose functions before and after a call are not one function: nothing can be kept over the call, or cleaned up. */
export const kareemSync: Engine = {
  name: "kareem",
  role: "peer",
  leavesOut: "before and after are two functions; no error reaches them",
  make(shape) {
    const name = nextName();
    for (let i = 0; i < shape.wrappers; i++) {
      kareem.pre(name, ownCode("() => {}"));
      kareem.post(name, ownCode("(results) => { results[0] += 1; }"));
    }
    const around = kareem.createWrapperSync(name, unrolled.make({ ...shape, wrappers: 0 }));
    return callSite("around(args)", { around });
  },
};
