import { dirname } from "node:path";
import { createHash } from "node:crypto";
import type { Entry } from "../../manifest/mod.ts";
import { INTEGRITY_FORM, integrityProblem } from "../../manifest/integrity.ts";
import { firstLine } from "../../plugin/mod.ts";
import { type FoundModules, leadsTo } from "../../sandbox/graph/mod.ts";
import { checkVersion, type HostPackage, rangesOfInstalled, type StatedRange, statedRanges } from "../compatibility.ts";
import { isBare, resolved } from "../specifier.ts";
import { hintFor } from "../import_error.ts";
import { noteOfRedirect } from "./address.ts";
import { foundIntegrity, foundNpmPackage } from "./found.ts";
import { lookAtHostModules, preload, projectFolder, readSource } from "./host_modules.ts";
import { inItsPlace, isWithin } from "./import_map.ts";
import { differenceIn, verifiedCopy } from "./npm_copy.ts";
import { type CheckCode, type CheckedPlugin, checkProblem } from "./problem.ts";

/** What of an entry is looked at before any of its plugin's code runs. */
export type CheckedEntry = Pick<Entry, "name" | "from" | "integrity" | "requires" | "ignoreVersion">;

/** Where the check of a plugin happens. */
export interface CheckPlace {
  /** The host's package, if the host says which it is. */
  readonly host: HostPackage | undefined;
  /** The path of the host's deno.lock, if it has one. */
  readonly lock: string | undefined;
}

/** Looks whether a plugin is what its entry says and fits the host, before any of its code runs. */
export class PluginCheck {
  readonly #entry: CheckedEntry;
  readonly #place: CheckPlace;
  readonly #who: CheckedPlugin;
  readonly #notes = new Set<string>();

  /** Takes the entry, and where it is loaded. */
  constructor(entry: CheckedEntry, place: CheckPlace) {
    this.#entry = entry;
    this.#place = place;
    this.#who = { plugin: entry.name, source: entry.from };
  }

  /** What should be known of the plugin. */
  get notes(): readonly string[] {
    return [...this.#notes];
  }

  /**
   * Checks a plugin that is about to be imported into the host. What is checked is what the import then runs.
   *
   * @throws {PluginLoadError} If it must not be.
   */
  async inHost(specifier: string, signal: AbortSignal): Promise<void> {
    const url = isBare(specifier) ? resolved(specifier) : specifier;
    // Why there is no such name, the import says best.
    if (url === undefined) return;
    await this.ofHostModules(url, signal);
    if (this.#entry.integrity === undefined) return;
    // Only a host that was started with --reload has other modules by now; and then the second look sees them.
    await preload(specifier).catch(() => {});
    await this.ofHostModules(url, signal);
  }

  /** The same without loading anything into the host: for a worker, which has its modules already. */
  async ofHostModules(url: string, signal?: AbortSignal): Promise<void> {
    const found = await this.#look(url, signal);
    if (found !== undefined) return await this.#ofModules(url, found, signal, resolved(url));
    if (this.#entry.integrity !== undefined) {
      this.#refuseOther(inItsPlace(url, resolved(url), url));
      this.#compare(await this.#hashOf(url));
    }
    const { host } = this.#place;
    // In a node_modules that Deno does not manage, it does not say what a package imports.
    await this.#checkVersion(host !== undefined && url.startsWith("npm:") ? await rangesOfInstalled(url, host) : []);
  }

  /**
   * Checks modules that were looked at, and that nothing but the look decides about.
   *
   * @throws {PluginLoadError} If they are not what the entry says, or do not fit the host.
   */
  async ofModules(url: string, found: FoundModules, signal?: AbortSignal): Promise<void> {
    await this.#ofModules(url, found, signal, undefined);
  }

  /** `used` is what the host would import, as far as that is known. */
  async #ofModules(
    url: string,
    found: FoundModules,
    signal: AbortSignal | undefined,
    used: string | undefined,
  ): Promise<void> {
    const { integrity } = this.#entry;
    const { host } = this.#place;
    const redirect = noteOfRedirect(url, leadsTo(found.graph, url), integrity, this.#who);
    if (redirect !== undefined) this.#notes.add(redirect);
    if (integrity !== undefined) await this.#checkIntegrity(url, found, integrity, signal, used);
    await this.#checkVersion(host === undefined ? [] : await statedRanges(url, found, host));
  }

  async #checkVersion(stated: readonly StatedRange[]): Promise<void> {
    const { requires, ignoreVersion } = this.#entry;
    const { host } = this.#place;
    if (host !== undefined && !ignoreVersion) await checkVersion(host, requires, stated, this.#who);
    if (host !== undefined || requires === undefined) return;
    this.#notes.add(`its entry requires ${requires} of the host, which does not say its version.`);
  }

  async #checkIntegrity(
    url: string,
    found: FoundModules,
    integrity: string,
    signal: AbortSignal | undefined,
    used: string | undefined,
  ): Promise<void> {
    const problem = integrityProblem(url, integrity);
    // Of a name from the import map it shows only here what it stands for.
    if (problem !== undefined) {
      throw this.#problem("integrity-unknown", `${problem}.`, `"integrity" is ${INTEGRITY_FORM}.`);
    }
    const isUnread = url.startsWith("file:") && found.files.length === 0;
    const at = leadsTo(found.graph, url);
    this.#refuseOther(inItsPlace(url, used, at));
    const error = found.graph.modules.get(at)?.error;
    if (error !== undefined) {
      const hint = hintFor(error, undefined, this.#entry.from, url) ?? "See whether it can be reached.";
      throw this.#problem("integrity-unknown", `it cannot be looked at: ${firstLine(error)}`, hint);
    }
    this.#compare(isUnread ? await this.#hashOf(url) : foundIntegrity(url, found));
    if (!url.startsWith("npm:")) return;
    const npm = foundNpmPackage(url, found);
    if (npm === undefined) {
      throw this.#problem(
        "integrity-unknown",
        "Deno does not say which folder it is loaded from.",
        "Name one version of it.",
      );
    }
    const { lock } = this.#place;
    const project = lock === undefined ? projectFolder() : dirname(lock);
    const owner = this.#who;
    const copy = await verifiedCopy(npm, integrity, project, owner, signal);
    if ("failure" in copy) {
      const hint = "See whether the registry can be reached, and serves the version that was pinned.";
      throw this.#problem(
        "integrity-unknown",
        `its tarball cannot be had with the hash that is pinned: ${copy.failure}`,
        hint,
      );
    }
    if (used?.startsWith("file:") && !isWithin(used, npm.folder)) this.#refuseOther(used);
    const different = await differenceIn(npm.folder, copy.folder);
    if (different === undefined) return;
    throw this.#problem(
      "integrity-mismatch",
      `${different} is not as it is in the tarball with the integrity ${integrity}.`,
      "Find out who changed it. Then delete the folder that it is in, and let Deno fetch the package anew.",
    );
  }

  #compare(found: string | undefined): void {
    const { integrity } = this.#entry;
    if (integrity === undefined || found === integrity) return;
    if (found === undefined) {
      throw this.#problem(
        "integrity-unknown",
        `it is to have the integrity ${integrity}, and Deno does not say which it has.`,
        "See whether 'from' names the plugin's own module, and whether that exists.",
      );
    }
    throw this.#problem(
      "integrity-mismatch",
      `its integrity must be ${integrity}: found ${found}.`,
      "Find out why it changed. If it may have, and you have looked at what it is now, write what was found into its entry.",
    );
  }

  /** Looks at the modules that the host would load; nothing if that need not be, or if importing them tells more. */
  async #look(url: string, signal: AbortSignal | undefined): Promise<FoundModules | undefined> {
    const isLocal = url.startsWith("file:");
    const isPinned = this.#entry.integrity !== undefined && !isLocal;
    const { host, lock } = this.#place;
    // The hash of a local file is that of the file, whatever it imports.
    if (isLocal && host === undefined) return undefined;
    const { state } = Deno.permissions.querySync({ name: "run", command: Deno.execPath() });
    if (state !== "granted" && isPinned) {
      const hint = `Run the host with --allow-run=${Deno.execPath()}.`;
      throw this.#problem(
        "integrity-unknown",
        "the host may not start Deno, which is what computes its integrity.",
        hint,
      );
    }
    if (state !== "granted") {
      if (host !== undefined) {
        this.#notes.add("which versions of the host it is made for cannot be told: the host may not start Deno.");
      }
      return undefined;
    }
    const found = await lookAtHostModules(url, lock, this.#who, signal);
    if (found.failure === undefined) return found;
    if (found.ends) {
      const hint = "Find out why it changed. If it may have, remove its entry from deno.lock and from Deno's cache.";
      throw this.#problem("integrity-mismatch", `what is served is not what was pinned: ${found.failure}`, hint);
    }
    const isManual = found.failure.includes('"nodeModules": "manual"');
    if (isPinned) {
      const hint = isManual
        ? "Have Deno manage node_modules, with --node-modules-dir=auto, or leave the integrity to package-lock.json."
        : "See whether it can be reached.";
      throw this.#problem("integrity-unknown", `it cannot be looked at: ${found.failure}`, hint);
    }
    if (host !== undefined && !isManual) {
      this.#notes.add(`which versions of the host it is made for cannot be told: ${found.failure}`);
    }
    return undefined;
  }

  /** What the import map puts in the place of the source would run, and it is not what the integrity is of. */
  #refuseOther(other: string | undefined): void {
    if (other === undefined) return;
    throw this.#problem(
      "integrity-unknown",
      `the host's import map puts ${other} in its place.`,
      "Name that in its entry, with its integrity, or take it out of the import map.",
    );
  }

  async #hashOf(url: string): Promise<string | undefined> {
    try {
      return `sha256-${createHash("sha256").update(await readSource(url)).digest("hex")}`;
    } catch (cause) {
      throw this.#problem(
        "integrity-unknown",
        "its file cannot be read.",
        "See whether it is there and may be read.",
        cause,
      );
    }
  }

  #problem(code: CheckCode, why: string, hint: string, cause?: unknown) {
    return checkProblem(code, this.#who, why, hint, cause);
  }
}
