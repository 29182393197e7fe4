import type { HookspecOptions, ManagerEvents, StandardSchema } from "@tenon/tenon";
import { assertGroup, hand, random } from "../conformance/cases.ts";
import type { AnyManager, Unused } from "../conformance/unused.ts";

/** So much that no scenario reaches it. */
const MUCH = 1e6;

const accepts: StandardSchema = { "~standard": { validate: (value) => ({ value }) } };
const acceptsLater: StandardSchema = { "~standard": { validate: (value) => Promise.resolve({ value }) } };

const EVENTS = Object.keys(
  {
    register: 0,
    unregister: 0,
    replace: 0,
    load: 0,
    close: 0,
    quarantine: 0,
    release: 0,
    skip: 0,
    late: 0,
    output: 0,
    restart: 0,
    denied: 0,
  } satisfies Record<keyof ManagerEvents, 0>,
) as (keyof ManagerEvents)[];

function listening(manager: AnyManager): AnyManager {
  for (const type of EVENTS) manager.on(type, () => {});
  return manager;
}

/** Every feature, so that it is there and changes nothing. */
const features: Record<string, Unused> = {
  "a deadline of the manager": { manager: { timeoutMs: MUCH } },
  "a deadline of plugins": { register: { timeoutMs: MUCH } },
  "onError of the manager": { manager: { onError: "throw" } },
  "onError of specs": { spec: (options) => ({ ...options, onError: "throw" }) },
  "onError of plugins": { register: { onError: "throw" } },
  "quarantine": { manager: { quarantineAfter: MUCH } },
  "validators of arguments": { spec: (options) => ({ ...options, schemas: { args: accepts } }) },
  "validators of results": { spec: (options) => ({ ...options, schemas: { result: accepts } }) },
  "order by name": { impl: { before: ["nobody"], after: ["nobody either"] } },
  "order by name of plugins": { register: { before: ["nobody"], after: ["nobody either"] } },
  "a scope": { use: (manager) => manager.scope() },
  "a scope of a scope": { use: (manager) => manager.scope().scope() },
  "listeners of all events": { use: listening },
  "a memory with a bound": {
    spec: (options: HookspecOptions) => options.historic ? { ...options, historyLimit: MUCH } : options,
  },
  "contexts": { fn: (fn) => Object.defineProperty(fn, "length", { value: 2 }) },
};

/** Features of asynchronous hooks alone. */
const asyncFeatures: Record<string, Unused> = {
  "a deadline of specs": { spec: (options) => ({ ...options, timeoutMs: MUCH }) },
  "asynchronous validators of arguments": { spec: (options) => ({ ...options, schemas: { args: acceptsLater } }) },
  "asynchronous validators of results": { spec: (options) => ({ ...options, schemas: { result: acceptsLater } }) },
};

/** All of several features. */
function together(parts: readonly Unused[]): Unused {
  return {
    manager: Object.assign({}, ...parts.map(({ manager }) => manager)),
    register: Object.assign({}, ...parts.map(({ register }) => register)),
    impl: Object.assign({}, ...parts.map(({ impl }) => impl)),
    spec: (options) => parts.reduce((all, { spec }) => merged(all, spec?.(options) ?? options), options),
    fn: (fn) => parts.reduce((fn, part) => part.fn?.(fn) ?? fn, fn),
    use: (manager) => parts.reduce((manager, { use }) => use?.(manager) ?? manager, manager),
  };
}

function merged(one: HookspecOptions, other: HookspecOptions): HookspecOptions {
  const schemas = { ...one.schemas, ...other.schemas };
  return { ...one, ...other, ...(Object.keys(schemas).length > 0 ? { schemas } : {}) };
}

function testUnchanged(feature: string, unused: Unused, isAsync: boolean): void {
  const kind = isAsync ? "asynchronous" : "synchronous";
  Deno.test(`${kind} hooks give what they give without: ${feature}`, async () => {
    await assertGroup(hand, isAsync, unused);
    await assertGroup(random, isAsync, unused);
  });
}

for (const isAsync of [false, true]) {
  const all = isAsync ? { ...features, ...asyncFeatures } : features;
  for (const [feature, unused] of Object.entries(all)) testUnchanged(feature, unused, isAsync);
  testUnchanged("all of it together", together(Object.values(all)), isAsync);
}
