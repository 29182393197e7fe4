/** What a user does, with the real `deno add`: Tenon, the host and its plugins come from registries, and nothing else is written. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import type { RunResult } from "../../support/deno.ts";
import { type JsrPackage, JsrRegistry } from "../../support/jsr_registry.ts";
import { NpmRegistry } from "../../support/npm_registry.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { tenonPackage } from "../../support/tenon_package.ts";
import { copyLibraries } from "../host.ts";
import { leavesLine } from "./support.ts";

/** A host with a project named greeter, which is run from where it was installed. */
const host: JsrPackage = {
  name: "@greeter/host",
  exports: { ".": "./main.ts", "./hooks": "./hooks.ts" },
  files: {
    "/hooks.ts": `import { type HookimplMarker, hookimplMarker, hookspecMarker } from "jsr:@tenon/tenon@^0.1";
const hookspec = hookspecMarker("greeter");
export class GreeterSpec {
  @hookspec
  greet(_: { name: string }): string | void {}
}
export const hookimpl: HookimplMarker<GreeterSpec> = hookimplMarker("greeter");
`,
    "/main.ts": `import { PluginManager } from "jsr:@tenon/tenon@^0.1";
import { GreeterSpec } from "./hooks.ts";
await using plugins = new PluginManager("greeter", GreeterSpec);
const report = await plugins.load();
console.log(plugins.hook.greet({ name: "Ada" }).join());
for (const { name, state, found } of report.plugins) console.log(name, state, found);
`,
  },
};

/** A plugin of it, which is made with the host's own marker. */
function plugin(name: string): JsrPackage {
  return {
    name,
    exports: { ".": "./mod.ts", "./greeter": "./plugin.ts" },
    files: {
      "/mod.ts": leavesLine,
      "/plugin.ts": `import { hookimpl } from "jsr:@greeter/host@^1/hooks";
export default class {
  @hookimpl
  greet({ name }: { name: string }) {
    return name + " from ${name}";
  }
}
`,
    },
  };
}

/** A user's folder, with a cache and a home of its own. */
class UserFolder implements Disposable {
  readonly folder = new TempFolder();
  readonly #cache = new TempFolder();
  readonly #home = new TempFolder();
  readonly #env: Record<string, string>;

  constructor(jsr: JsrRegistry, npm: NpmRegistry, isEmpty = false) {
    const own = readIfThere(`${Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE")}/.npmrc`);
    this.#home.write(".npmrc", `${own}\n${npm.npmrc}`);
    // With an empty cache, Tenon's libraries come from npm, as they do for a user. Once is enough.
    if (!isEmpty) copyLibraries(this.#cache.path);
    const home = this.#home.path;
    this.#env = {
      ...jsr.env,
      DENO_DIR: this.#cache.path,
      HOME: home,
      USERPROFILE: home,
      NO_COLOR: "1",
      TENON_DISABLE_AUTOLOAD: "",
    };
  }

  /** Runs Deno as the user does. */
  async deno(...args: string[]): Promise<RunResult> {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args,
      cwd: this.folder.path,
      env: this.#env,
      stdin: "null",
    }).output();
    const result = { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
    assertEquals(code, 0, `deno ${args.join(" ")}: ${result.stderr}`);
    return result;
  }

  /** The names of the files in it. */
  files(): string[] {
    return [...Deno.readDirSync(this.folder.path)].map(({ name }) => name).sort();
  }

  [Symbol.dispose](): void {
    for (const folder of [this.folder, this.#cache, this.#home]) folder[Symbol.dispose]();
  }
}

function readIfThere(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

async function registries(): Promise<[JsrRegistry, NpmRegistry]> {
  const jsr = await JsrRegistry.start(
    tenonPackage(),
    host,
    plugin("@greeter/one"),
    plugin("@greeter/two"),
    { name: "@greeter/plain", files: { "/mod.ts": leavesLine, "/greeter.ts": leavesLine } },
  );
  const mark =
    "{ format: 1, tryfirst: false, trylast: false, wrapper: false, hookwrapper: false, optionalhook: false }";
  const npm = await NpmRegistry.start("@acme", {
    name: "@acme/greeter-plugin",
    json: { type: "module", exports: { ".": "./index.js", "./greeter": "./greeter.js" } },
    files: {
      "index.js": leavesLine,
      "greeter.js": `const hookimpl = (fn) => Object.assign(fn, { [Symbol.for("tenon.hookimpl:greeter")]: ${mark} });
export default { greet: hookimpl(({ name }) => name + " from npm") };\n`,
    },
  });
  return [jsr, npm];
}

Deno.test("deno add, and the host finds the plugins at its next start; deno remove, and they are gone", async () => {
  const [one, two] = await registries();
  await using jsr = one;
  await using npm = two;
  using user = new UserFolder(jsr, npm, true);

  await user.deno("add", "jsr:@greeter/host", "jsr:@greeter/one", "jsr:@greeter/two", "jsr:@greeter/plain");
  await user.deno("add", "npm:@acme/greeter-plugin");
  assertEquals(user.files(), ["deno.json", "deno.lock"]);

  const { stdout } = await user.deno("run", "-A", "jsr:@greeter/host");
  assertEquals(stdout.trim().split("\n"), [
    "Ada from @greeter/two,Ada from @greeter/one,Ada from npm",
    "@acme/greeter-plugin loaded deno.json",
    "@greeter/one loaded deno.json",
    "@greeter/two loaded deno.json",
  ]);

  await user.deno("remove", "@greeter/one");
  const removed = await user.deno("run", "-A", "jsr:@greeter/host");
  assertEquals(removed.stdout.split("\n")[0], "Ada from @greeter/two,Ada from npm");

  await user.deno("remove", "@acme/greeter-plugin", "@greeter/two");
  assertEquals((await user.deno("run", "-A", "jsr:@greeter/host")).stdout.trim(), "");
  assertEquals(user.files(), ["deno.json", "deno.lock"]);
});

Deno.test("what was added is found without the network, and with the permissions that a host needs anyhow", async () => {
  const [one, two] = await registries();
  await using npm = two;
  let user: UserFolder | undefined;
  {
    await using jsr = one;
    user = new UserFolder(jsr, npm);
    await user.deno("add", "jsr:@greeter/host", "jsr:@greeter/one", "npm:@acme/greeter-plugin");
    await user.deno("run", "-A", "jsr:@greeter/host");
  }
  using offline = user;
  const { stdout } = await offline.deno(
    "run",
    "--no-prompt",
    "--allow-read=.",
    "--allow-import",
    "--cached-only",
    "jsr:@greeter/host",
  );
  assertStringIncludes(stdout, "Ada from @greeter/one,Ada from npm");
});

Deno.test("in a project of npm, the plugins in package.json are found", async () => {
  const [one, two] = await registries();
  await using jsr = one;
  await using npm = two;
  using user = new UserFolder(jsr, npm);
  user.folder.write("package.json", "{}");
  await user.deno("add", "npm:@acme/greeter-plugin");
  assertStringIncludes(Deno.readTextFileSync(`${user.folder.path}/package.json`), "@acme/greeter-plugin");
  const { stdout } = await user.deno("run", "-A", "jsr:@greeter/host");
  assertEquals(stdout.trim().split("\n"), ["Ada from npm", "@acme/greeter-plugin loaded package.json"]);
});
