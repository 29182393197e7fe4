/** What the tests of lock modules share: a folder with a host, its manifest and plugins. */
import { writeLockModule, type WriteLockOptions, type WrittenLock } from "@tenon/tenon";
import { runDeno, type RunResult } from "../../support/deno.ts";
import { moduleText, PluginFolder, TENON } from "../support.ts";

/** The module that a plugin is, which says a word. */
export function says(word: string): string {
  return moduleText(`export default { say: hookimpl(() => ${JSON.stringify(word)}) };`);
}

/** How a host is run. */
export interface HostOptions {
  /** Whether it gives the lock module to `load`. */
  readonly lock?: boolean;
  /** Flags of `deno run`. */
  readonly flags?: readonly string[];
}

/** A host's folder. */
export class LockFolder extends PluginFolder {
  /** Writes the manifest: plugins that are granted what the host may do. */
  manifest(plugins: Readonly<Record<string, string | { from: string } & Record<string, unknown>>>): string {
    const entries = Object.entries(plugins).map(([name, entry]) => {
      return [name, { permissions: "inherit", ...(typeof entry === "string" ? { from: entry } : entry) }];
    });
    return this.write("plugins.jsonc", JSON.stringify({ plugins: Object.fromEntries(entries) }));
  }

  /** Writes the lock module of that manifest. */
  lock(options: Partial<WriteLockOptions> = {}): Promise<WrittenLock> {
    return writeLockModule(`${this.path}/plugins.jsonc`, { project: "demo", discover: false, ...options });
  }

  /** The text of the lock module. */
  get text(): string {
    return Deno.readTextFileSync(`${this.path}/plugins.lock.ts`);
  }

  /** Writes the host and runs it. */
  async host({ lock = false, flags = ["-A"] }: HostOptions = {}): Promise<RunResult & { readonly said: string }> {
    this.writeHost(lock);
    const result = await runDeno(["run", ...flags, "host.ts"], {
      cwd: this.path,
      env: { TENON_DISABLE_AUTOLOAD: "1" },
    });
    return { ...result, said: result.stdout.split("\n")[0]! };
  }

  /** Writes the host, which prints what its plugins say, and the report. */
  writeHost(lock: boolean): void {
    this.write(
      "host.ts",
      `import { hookspecMarker, PluginManager } from ${JSON.stringify(TENON)};
${lock ? 'import * as lock from "./plugins.lock.ts";' : ""}
const hookspec = hookspecMarker("demo");
await using pm = new PluginManager("demo", { say: hookspec(async (_: { to: string }): Promise<string | void> => {}) });
const report = await pm.load(new URL("./plugins.jsonc", import.meta.url), { ${lock ? "lock" : ""} });
console.log((await pm.hook.say({ to: "" })).join());
console.log(report.toString());
`,
    );
  }
}
