/** What tox does with its hooks, on a small model of a run. The order of all calls is played in `../replay_test.ts`. */
import { assertEquals, assertThrows } from "@std/assert";
import { hookimplMarker, PluginManager, PluginValidationError } from "@tenon/tenon";
import { ToxSpec } from "./specs.ts";

const hookimpl = hookimplMarker<ToxSpec>("tox");

/** Registers what a run of tox has: the project's own file, what is installed, and what is part of tox, in that order. */
function register(
  pm: PluginManager<ToxSpec>,
  { inline, installed = {}, disabled = "" }: {
    inline?: object;
    installed?: Readonly<Record<string, object>>;
    /** What the environment variable says: names with commas between them. */
    disabled?: string;
  },
): void {
  for (const [, plugin] of pm.listNamePlugin()) if (plugin !== null) pm.unregister(plugin);
  if (inline !== undefined) pm.register(inline, "toxfile");
  for (const name of disabled.split(",")) pm.setBlocked(name);
  for (const [name, plugin] of Object.entries(installed)) pm.register(plugin, name);
  pm.register({ tox_extend_envs: hookimpl(() => ["py"]) }, "built-in");
  try {
    pm.checkPending();
  } catch (error) {
    if (inline === undefined || !(error instanceof PluginValidationError)) throw error;
    pm.unregister(inline);
    pm.checkPending();
  }
}

/** The environments that plugins add. */
function environments(pm: PluginManager<ToxSpec>): string[] {
  return pm.hook.tox_extend_envs().flatMap((names) => [...names]);
}

Deno.test("environments are those of all plugins, the last registered first", () => {
  const pm = new PluginManager("tox", ToxSpec);
  register(pm, {
    inline: { tox_extend_envs: hookimpl({ tryfirst: true }, () => ["docs", "lint"]) },
    installed: {
      conda: { tox_extend_envs: hookimpl(() => new Set(["conda"])) },
      none: { tox_extend_envs: hookimpl(() => undefined) },
    },
  });
  assertEquals(environments(pm), ["docs", "lint", "py", "conda"]);
});

Deno.test("a toxfile for a later tox is taken out, and tox runs without it", () => {
  const pm = new PluginManager("tox", ToxSpec);
  const inline = { tox_extend_envs: hookimpl(() => ["docs"]), tox_from_the_future: hookimpl(() => {}) };
  register(pm, { inline });
  assertEquals([pm.isRegistered(inline), environments(pm)], [false, ["py"]]);
});

Deno.test("an installed plugin for a later tox is an error that names it", () => {
  const pm = new PluginManager("tox", ToxSpec);
  const installed = { "tox-next": { tox_from_the_future: hookimpl(() => {}) } };
  const error = assertThrows(() => register(pm, { installed }), PluginValidationError);
  assertEquals([error.plugin, error.hook], ["tox-next", "tox_from_the_future"]);
});

Deno.test("plugins that the environment disables are turned away, also in the next run; the empty name does no harm", () => {
  const pm = new PluginManager("tox", ToxSpec);
  const installed = () => ({
    "tox-uv": { tox_extend_envs: hookimpl(() => ["uv"]) },
    "tox-gh": { tox_extend_envs: hookimpl(() => ["gh"]) },
  });
  register(pm, { installed: installed() });
  assertEquals(environments(pm), ["py", "gh", "uv"]);
  register(pm, { installed: installed(), disabled: "tox-uv,tox-none" });
  assertEquals(environments(pm), ["py", "gh"]);
  register(pm, { installed: installed() });
  assertEquals(environments(pm), ["py", "gh"]);
  assertEquals([pm.isBlocked(""), pm.isBlocked("tox-uv"), pm.isBlocked("tox-gh")], [true, true, false]);
});

Deno.test("an environment that cannot be installed is taken down all the same, and other plugins are not asked", () => {
  const pm = new PluginManager("tox", ToxSpec);
  const seen: string[] = [];
  pm.register({
    tox_on_install: hookimpl({ specname: "tox_on_install" }, ({ of_type }) => void seen.push(`installed ${of_type}`)),
    tox_env_teardown: hookimpl({ specname: "tox_env_teardown" }, () => void seen.push("taken down")),
  });
  pm.register({
    tox_on_install: hookimpl(() => {
      throw new Error("no such package");
    }),
  });
  const tox_env = {};
  const install = () => {
    try {
      pm.hook.tox_on_install({ tox_env, arguments: ["pytest"], section: "testenv", of_type: "deps" });
    } finally {
      pm.hook.tox_env_teardown({ tox_env });
    }
  };
  assertThrows(install, Error, "no such package");
  assertEquals(seen, ["taken down"]);
});
