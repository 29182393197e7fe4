import type { Entry, PermissionSet } from "../manifest/mod.ts";
import { CreateError } from "../plugin/mod.ts";
import {
  closeLinks,
  describeGrant,
  describeWanted,
  escapesOf,
  type Grant,
  grantFor,
  hostLock,
  ImportFailure,
  isolate,
  type IsolatedPlugin,
  missing,
  type Needed,
  neededBy,
  refuseDangerous,
  refuseMoreThanHost,
  resolveGrant,
  SANDBOX_LIMITS,
  type SandboxLimits,
  type Wanted,
  wantedPermissions,
} from "../sandbox/mod.ts";
import { PluginCheck } from "./integrity/check.ts";
import type { GivenPermissions } from "./permissions.ts";
import type { Surroundings } from "./surroundings.ts";
import type { LoadObserver } from "./target.ts";
import type { IsolatedSource } from "./watch.ts";

/** How many of the permissions that a plugin was denied are kept. */
const MOST_NEEDED = 20;

/** What is said of an isolated plugin in the report. */
export interface IsolationReport {
  readonly grant: string;
  readonly wanted: string | undefined;
  readonly missing: readonly string[];
  readonly needed: string | undefined;
  readonly notes: readonly string[];
}

/** A plugin of a manifest on its way into a process or worker of its own. */
export class Isolating implements IsolatedSource {
  readonly #entry: Entry;
  readonly #given: GivenPermissions;
  readonly #observer: LoadObserver;
  readonly #limits: SandboxLimits;
  /** The files of other plugins, and others that the host runs. */
  readonly #code: readonly URL[];
  readonly #needed = new Map<string, Needed>();
  #grant: Grant | undefined;
  readonly #project: string;
  readonly #timeoutMs: number;
  #url: string | undefined;
  #isolated: IsolatedPlugin | undefined;
  readonly #check: PluginCheck;
  readonly #lock: string | undefined;

  constructor(
    entry: Entry,
    given: GivenPermissions,
    { target, startMs, observer, limits, locals, deciding, base }: Surroundings,
  ) {
    this.#project = target.project;
    this.#timeoutMs = entry.timeoutMs ?? startMs;
    this.#entry = entry;
    this.#given = given;
    // That of the project, also where the host's code grants what is relative to the working folder.
    this.#lock = hostLock(base);
    this.#check = new PluginCheck(entry, { host: target.host, lock: this.#lock });
    this.#observer = observer;
    this.#limits = { ...SANDBOX_LIMITS, ...limits };
    const others = [...locals].filter(([name]) => name !== entry.name).map(([, url]) => url);
    this.#code = [...others, ...deciding.filter(({ href }) => href !== given.base?.href)];
  }

  /**
   * Looks at what is granted.
   *
   * @throws {GrantError} If it cannot be, or must not be without a word more.
   */
  async look(): Promise<void> {
    const { permissions, dangerous, base } = this.#given;
    const who = { plugin: this.#entry.name, source: this.#entry.from };
    const grant = resolveGrant(permissions as "none" | PermissionSet, base, who);
    refuseDangerous(grant, dangerous, who, this.#code);
    refuseMoreThanHost(grant, who);
    this.#grant = await closeLinks(grant, dangerous, who);
  }

  /**
   * Starts the plugin. Its stand-in is what is to be registered.
   *
   * @throws {ImportFailure | CreateError | TenonError}
   */
  async start(url: string, signal: AbortSignal): Promise<object> {
    this.#url = url;
    const { name, from, options } = this.#entry;
    const { isolation, memoryMb } = this.#given;
    const observer = this.#observer;
    const closing = new AbortController();
    observer.onClose(() => closing.abort());
    const starting = isolate({
      name,
      source: from,
      url,
      lock: this.#lock,
      project: this.#project,
      options,
      grant: this.#grant!,
      isolation,
      limits: this.#limits,
      memoryMb: memoryMb ?? this.#limits.memoryMb,
      check: (found, signal) => {
        return found === undefined ? this.#check.ofHostModules(url, signal) : this.#check.ofModules(url, found, signal);
      },
      startMs: this.#timeoutMs,
      callMs: this.#limits.callMs,
      hasDeadline: (hook) => this.#entry.timeoutMs !== undefined || observer.hasDeadline(hook),
      observer: {
        output: (event) => observer.output(event),
        died: (error) => observer.restart({ when: "before", plugin: name, error }),
        restarted: () => observer.restart({ when: "after", plugin: name }),
        gaveUp: (error) => {
          observer.restart({ when: "failed", plugin: name, error });
          if (this.#isolated !== undefined) observer.quarantine(this.#isolated.plugin, error);
        },
        failed: (error) => this.#note(error),
        disposeFailed: (error) => observer.disposeFailed(name, error),
        remembered: (hook) => observer.remembered(hook),
      },
    }, AbortSignal.any([signal, closing.signal])).then((isolated) => {
      this.#isolated = isolated;
      observer.started(isolated.plugin);
      return isolated.plugin;
    }, (error) => {
      this.#note(error instanceof ImportFailure || error instanceof CreateError ? error.cause : error);
      throw error;
    });
    observer.starting(starting);
    return await starting;
  }

  /** The local files that it is made of. */
  get files(): readonly string[] {
    return this.#isolated?.files ?? [];
  }

  /** Starts it once more. Gives the stand-in that is to take the place of the one before. */
  async again(): Promise<object> {
    await this.look();
    return await this.start(this.#url!, AbortSignal.timeout(this.#timeoutMs));
  }

  /** The projects that the plugin's members are marked for. */
  get projects(): readonly string[] {
    return this.#isolated?.projects ?? [];
  }

  /** What the report says. */
  report(): IsolationReport {
    const { asked, dangerous } = this.#given;
    const grant = this.#grant;
    const { wanted, problem } = wantedPermissions(this.#isolated?.wanted ?? asked);
    return {
      grant: grant === undefined ? "none" : describeGrant(grant),
      wanted: wanted && describeWanted(wanted),
      missing: wanted && grant ? missing(wanted as Wanted, grant) : [],
      needed: grantFor([...this.#needed.values()]),
      notes: [
        ...this.#check.notes,
        ...(problem === undefined ? [] : [problem]),
        ...(asked === undefined
          ? []
          : ["its manifest comes from elsewhere, which can ask for permissions, but not grant them."]),
        ...(grant && dangerous ? escapesOf(grant, this.#code).map((escape) => `dangerous: ${escape}.`) : []),
      ],
    };
  }

  /** Notes what an error says that the plugin was denied. */
  #note(error: unknown): void {
    if (!(error instanceof Error) || this.#needed.size >= MOST_NEEDED) return;
    const needed = neededBy(error.message).filter(({ kind, value }) => !this.#needed.has(`${kind} ${value}`));
    if (needed.length === 0) return;
    for (const one of needed) this.#needed.set(`${one.kind} ${one.value}`, one);
    const hint = grantFor(needed);
    if (hint !== undefined) this.#observer.denied({ plugin: this.#entry.name, hint });
  }
}
