/** Hosts in processes of their own. */
import { type Entries, granted, TENON } from "./support.ts";
import { TempFolder } from "../support/temp_folder.ts";

/** Where a host gets things from, and how it is run. */
export interface HostOptions {
  /** What its import map has besides Tenon. */
  readonly imports?: Readonly<Record<string, string>>;
  /** What its deno.json has besides. */
  readonly config?: object;
  /** Flags of `deno run`; by default `-A`. */
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** More files for its folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** The folder to run in, for hosts that are started twice; by default one of their own. */
  readonly folder?: TempFolder;
  /** Options of `load`. */
  readonly options?: object;
  /** Options of the manager. */
  readonly manager?: object;
  /** Whether modules are kept in a cache of the host's own: for what comes from registries that are gone afterwards. */
  readonly ownCache?: boolean;
  /** Code that runs after loading, with `pm` and `report`. */
  readonly then?: string;
}

/** What a host printed. */
export interface HostResult {
  readonly code: number;
  /** By plugin. */
  readonly plugins: Readonly<Record<string, { state: string; error?: string; hint?: string; stage?: string }>>;
  /** The lines that it printed besides. */
  readonly lines: readonly string[];
  readonly stderr: string;
}

const REPORT = "report: ";

/** Starts a host that loads entries, and waits for its end. */
export async function runHost(entries: Entries, options: HostOptions = {}): Promise<HostResult> {
  using ownFolder = new TempFolder();
  using cache = new TempFolder();
  const folder = options.folder ?? ownFolder;
  const { imports = {}, flags = ["-A"], env = {}, files = {}, then = "", ownCache = false } = options;
  if (ownCache) copyLibraries(cache.path);
  folder.write("deno.json", JSON.stringify({ imports: { "@tenon/tenon": TENON, ...imports }, ...options.config }));
  for (const [name, text] of Object.entries(files)) folder.write(name, text);
  folder.write(
    "host.ts",
    `import { hookspecMarker, PluginManager } from "@tenon/tenon";
const hookspec = hookspecMarker("demo");
await using pm = new PluginManager("demo", {
  say: hookspec((_: { to: string }): string | void => {}),
  tell: hookspec(async (_: { to: string }): Promise<string | void> => {}),
}, ${JSON.stringify(options.manager ?? {})});
const report = await pm.load(${JSON.stringify(granted(entries))}, {
  base: import.meta.url,
  ...${JSON.stringify(options.options ?? {})},
});
const lines = report.plugins.map(({ name, state, error }) => {
  return [name, { state, error: error?.message, hint: error?.hint, stage: error?.stage }];
});
console.log(${JSON.stringify(REPORT)} + JSON.stringify(Object.fromEntries(lines)));
${then}
`,
  );
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, "host.ts"],
    cwd: folder.path,
    env: { NO_COLOR: "1", ...(ownCache ? { DENO_DIR: cache.path } : {}), ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const { code, stdout, stderr } = await child.output();
  const printed = new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
  const report = printed.find((line) => line.startsWith(REPORT));
  return {
    code,
    plugins: report === undefined ? {} : JSON.parse(report.slice(REPORT.length)),
    lines: printed.filter((line) => line !== report),
    stderr: new TextDecoder().decode(stderr),
  };
}

/** The npm packages that Tenon needs, and what Deno looks up about theirs. */
const LIBRARIES = ["valibot", "@humanwhocodes/momoa", "semver", "typescript/registry.json"];

/** Gives a new cache the libraries that Tenon needs from the cache of this process, so that nobody has to fetch them. */
export function copyLibraries(denoDir: string): void {
  const { stdout } = new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync();
  const npmCache = String(JSON.parse(new TextDecoder().decode(stdout)).npmCache);
  for (const { name: registry } of Deno.readDirSync(npmCache)) {
    for (const library of LIBRARIES) {
      copy(`${npmCache}/${registry}/${library}`, `${denoDir}/npm/${registry}/${library}`);
    }
  }
}

function copy(from: string, to: string): void {
  const stat = statOf(from);
  if (stat?.isDirectory) { for (const { name } of Deno.readDirSync(from)) copy(`${from}/${name}`, `${to}/${name}`); }
  if (!stat?.isFile) return;
  Deno.mkdirSync(to.slice(0, to.lastIndexOf("/")), { recursive: true });
  Deno.copyFileSync(from, to);
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}
