// Not from the engine as a whole: each module more makes each plugin start later.
import { argumentNamesOf, type ImplFunction } from "../../engine/impl.ts";
import { isAsyncGeneratorFunction, isGeneratorFunction } from "../../engine/kinds.ts";
import { implKey, type ImplRecord, markedProjects, readMark } from "../../engine/marks.ts";
import { memberNames, memberOf } from "../../engine/members.ts";
import { CreateError, createPlugin } from "../../plugin/mod.ts";
import type { CreateAnswer, CreateRequest, ImplDescription, ImplRequest, ResumeRequest } from "../protocol.ts";
import { PROTOCOL } from "../protocol.ts";
import { SuspendedWrappers } from "./suspended_wrappers.ts";

/** A call by the host, as far as impls see it. */
export interface HostCall {
  /** Aborted when the host no longer waits for the answer. */
  readonly signal: AbortSignal;
}

/** What runs beside an isolated plugin and answers the host: it makes the plugin and calls its impls. */
export class PluginSide {
  readonly #load: () => Promise<unknown>;
  readonly #beforeLoad: (request: CreateRequest) => void;
  readonly #impls = new Map<string, ImplFunction>();
  readonly #wrappers = new SuspendedWrappers();
  #plugin: object | undefined;

  /** Takes what imports the plugin, and what is to be done just before. */
  constructor(load: () => Promise<unknown>, beforeLoad: (request: CreateRequest) => void) {
    this.#load = load;
    this.#beforeLoad = beforeLoad;
  }

  /** Does what the host asks for. */
  handle(method: string, value: unknown, call: HostCall): unknown {
    switch (method) {
      case "impl": {
        const [member, args] = value as ImplRequest;
        return this.#implOf(member).call(this.#plugin, args, call);
      }
      case "enter": {
        const [member, args] = value as ImplRequest;
        return this.#wrappers.enter(this.#implOf(member).call(this.#plugin, args, call));
      }
      case "resume": {
        const [wrapper, failed, content] = value as ResumeRequest;
        return this.#wrappers.resume(wrapper, failed, content);
      }
      case "resume-old": {
        const [wrapper, failed, content] = value as ResumeRequest;
        return this.#wrappers.resumeOld(wrapper, failed, content);
      }
      case "leave":
        return this.#wrappers.leave(value as number);
      case "hello":
        return PROTOCOL;
      case "create":
        return this.#create(value as CreateRequest);
      case "dispose":
        return this.#dispose();
    }
    throw new TypeError(`There is no '${method}' to be called.`);
  }

  #implOf(member: string): ImplFunction {
    const impl = this.#impls.get(member);
    if (impl === undefined) throw new TypeError(`The plugin has no impl '${member}'.`);
    return impl;
  }

  async #create(request: CreateRequest): Promise<CreateAnswer> {
    this.#beforeLoad(request);
    let module: unknown;
    try {
      module = await this.#load();
    } catch (error) {
      return { state: "import-failed", error };
    }
    try {
      const { name, project, options } = request;
      const { plugin } = await createPlugin(module, options, { name, project });
      this.#plugin = plugin;
      const impls = this.#describeImpls(plugin, project);
      return { state: "created", impls, projects: markedProjects(plugin), wanted: wantedOf(module) };
    } catch (error) {
      const { code = "create-failed", hint } = error instanceof CreateError ? error : {};
      const why = error instanceof Error ? error.message : String(error);
      return { state: "create-failed", code, why, hint, error: error instanceof CreateError ? error.cause : error };
    }
  }

  #describeImpls(plugin: object, project: string): ImplDescription[] {
    const key = implKey(project);
    const impls: ImplDescription[] = [];
    for (const member of memberNames(plugin)) {
      const fn = memberOf(plugin, member);
      if (typeof fn !== "function") continue;
      const record = readMark(fn, key) as ImplRecord | undefined;
      if (record === undefined) continue;
      const { format: _, ...options } = record;
      this.#impls.set(member, fn as ImplFunction);
      impls.push({
        member,
        options,
        argnames: argumentNamesOf(fn as ImplFunction),
        kind: isGeneratorFunction(fn) || isAsyncGeneratorFunction(fn) ? "generator" : "function",
      });
    }
    return impls;
  }

  async #dispose(): Promise<void> {
    const plugin = this.#plugin as Partial<AsyncDisposable & Disposable> | undefined;
    await (plugin?.[Symbol.asyncDispose] ?? plugin?.[Symbol.dispose])?.call(plugin);
  }
}

/** What a module exports as `permissions`, as data. */
function wantedOf(module: unknown): unknown {
  try {
    const wanted = (module as { permissions?: unknown } | null)?.permissions;
    return wanted === undefined ? undefined : JSON.parse(JSON.stringify(wanted) ?? "null");
  } catch {
    return undefined;
  }
}
