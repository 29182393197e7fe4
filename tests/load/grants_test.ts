import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { type LoadOptions, UsageError } from "@tenon/tenon";
import { runDeno } from "../support/deno.ts";
import { TempFolder } from "../support/temp_folder.ts";
import { demo, failure, PluginFolder, standaloneText, TENON } from "./support.ts";

/** What loading a manifest with plugins "a" and "slack" says of grants. Neither plugin exists: nothing is loaded. */
async function refusal(grants: unknown): Promise<UsageError> {
  const options = { base: import.meta.url, grants } as LoadOptions;
  return await assertRejects(
    () => demo().load({ plugins: { a: "./no_a.ts", slack: "./no_b.ts" } }, options),
    UsageError,
  );
}

const SAYS = "Cannot load plugins: grants must be as the entries of a manifest";

Deno.test("a grant that an entry could not have is refused, with the plugin, the key and what was meant", async () => {
  const cases: [unknown, string][] = [
    [{ permissions: { reed: true } }, "Unknown key 'reed' in 'permissions' of plugin 'a'. Did you mean 'read'?"],
    [
      { permissions: { read: "/etc" } },
      "'permissions.read' of plugin 'a' must be true, false, a list of strings, or an " +
      `object with 'allow' and 'deny': found "/etc". Did you mean ["/etc"]?`,
    ],
    [
      { permissions: "all" },
      `'permissions' of plugin 'a' must be "none", "inherit", or an object with permissions, ` +
      `such as { "net": ["example.com"] }: found "all".`,
    ],
    [{ isolation: "thread" }, `'isolation' of plugin 'a' must be "process" or "worker": found "thread".`],
    [{ dangerous: 1 }, "'dangerous' of plugin 'a' must be true or false: found 1."],
    [{ memoryMb: -5 }, "'memoryMb' of plugin 'a' must be a whole number of MiB from 16 to 1048576: found -5."],
    [
      { memoryMb: 64, isolation: "worker" },
      `'memoryMb' of plugin 'a' must be left out beside "isolation": "worker": a ` +
      "worker shares the host's memory and cannot be held to less.",
    ],
    [{ permision: "none" }, "Unknown key 'permision' in plugin 'a'. Did you mean 'permissions'?"],
    [
      { timeoutMs: 5 },
      "Unknown key 'timeoutMs' in plugin 'a'. It can have 'permissions', 'dangerous', 'isolation' and " +
      "'memoryMb'.",
    ],
    [null, "Plugin 'a' must be an object, such as { permissions: { read: [\"./data\"] } }: found null."],
    ["none", 'Plugin \'a\' must be an object, such as { permissions: { read: ["./data"] } }: found "none".'],
    [[], "Plugin 'a' must be an object, such as { permissions: { read: [\"./data\"] } }: found []."],
    [
      new Map(),
      "Plugin 'a' must be an object, such as { permissions: { read: [\"./data\"] } }: found an instance of Map.",
    ],
  ];
  for (const [grant, says] of cases) {
    const { code, plugin, message } = await refusal({ slack: {}, a: grant });
    assertEquals([code, plugin, message], ["bad-grant", "a", `${SAYS}: ${says}`]);
  }
});

Deno.test("a grant for a plugin that the manifest does not have is refused", async () => {
  const { code, plugin, message } = await refusal({ slakc: { permissions: "none" } });
  assertEquals([code, plugin], ["bad-grant", "slakc"]);
  assertEquals(
    message,
    "Cannot load plugins: each grant must be for a plugin: there is no plugin 'slakc'. " +
      "Did you mean 'slack'?",
  );
  assertEquals((await refusal({ "__proto__x": {} })).code, "bad-grant");
  assertEquals((await refusal(JSON.parse(`{ "__proto__": {} }`))).plugin, "__proto__");
});

Deno.test("grants that are no object are refused", async () => {
  for (const grants of [null, [], "a", 1, new Map([["a", {}]])]) {
    const { code, message } = await refusal(grants);
    assertEquals(code, "bad-grant");
    assert(
      message.startsWith("Cannot load plugins: grants must be an object, such as { slack: { permissions: "),
      message,
    );
  }
});

Deno.test("whatever a grant is, load takes it or throws a UsageError", async () => {
  await fc.assert(
    fc.asyncProperty(fc.anything({ withNullPrototype: true }), async (grant) => {
      const options = { base: import.meta.url, grants: { a: grant } } as LoadOptions;
      try {
        await demo().load({ plugins: { a: { from: "./no_a.ts", enabled: false } } }, options);
      } catch (error) {
        assert(error instanceof UsageError && error.code === "bad-grant" && error.plugin === "a", String(error));
      }
    }),
    { numRuns: 200 },
  );
});

Deno.test("a grant and parts of one that are undefined are as if they were not there", async () => {
  const grants = { a: undefined, b: { permissions: undefined, isolation: undefined } };
  const options = { base: import.meta.url, grants } as unknown as LoadOptions;
  const { plugins } = await demo().load({ plugins: { a: "./no_a.ts", b: "./no_b.ts" } }, options);
  assertEquals(plugins.map(({ error }) => error?.code === "bad-grant"), [false, false]);
});

Deno.test("what is granted was read once, before anything is loaded", async () => {
  using folder = new PluginFolder();
  folder.write("p.js", standaloneText(""));
  let reads = 0;
  const grants = {
    p: {
      get permissions() {
        return reads++ === 0 ? "none" as const : "inherit" as const;
      },
    },
  };
  await using pm = demo();
  const { plugins: [line] } = await pm.load({ plugins: { p: "./p.js" } }, { base: `file://${folder.path}/`, grants });
  assertEquals([line!.error, line!.isolation, line!.grant, reads], [undefined, "process", "none", 1]);
});

/** A server with a manifest of one plugin, of a module that takes very long to load, or all memory when called. */
function serve(entry: object): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ url }) => {
    if (url.endsWith(".jsonc")) return Response.json({ plugins: { a: entry } });
    const body = url.endsWith("hangs.js")
      ? "await new Promise((resolve) => setTimeout(resolve, 1e9));"
      : "export const find = hookimpl(async () => { const kept = []; for (;;) kept.push(new Array(1e5).fill(1.5)); });";
    return new Response(standaloneText(body), { headers: { "content-type": "text/javascript" } });
  });
}

Deno.test("a manifest that was fetched does not choose a worker, which would share the host's memory", async () => {
  await using server = serve({ from: "./a.js", isolation: "worker" });
  await using pm = demo();
  const { plugins: [line] } = await pm.load(`http://127.0.0.1:${server.addr.port}/plugins.jsonc`);
  assertEquals([line!.error, line!.isolation], [undefined, "process"]);
});

Deno.test("a manifest that was fetched does not choose more time than the host gives", async () => {
  await using server = serve({ from: "./hangs.js", timeoutMs: 2 ** 31 - 1 });
  await using pm = demo();
  const url = `http://127.0.0.1:${server.addr.port}/plugins.jsonc`;
  const { plugins: [line] } = await pm.load(url, { timeoutMs: 1500 });
  assertEquals(failure(line!), "start timeout");
});

Deno.test("a manifest that was fetched does not choose more memory than the host gives", async () => {
  await using server = serve({ from: "./a.js", memoryMb: 2 ** 20 });
  await using pm = demo();
  const url = `http://127.0.0.1:${server.addr.port}/plugins.jsonc`;
  await pm.load(url, { limits: { memoryMb: 64, restarts: 0 } });
  const error = await assertRejects(async () => await pm.hook.find({ id: 1 }));
  assertEquals((error as UsageError).code, "out-of-memory");
});

Deno.test("paths that the host's code grants are relative to the working folder, wherever the manifest is", async () => {
  using folder = new TempFolder();
  folder.write("data/words.txt", "read");
  folder.write(
    "elsewhere/p.js",
    standaloneText(`export default { tell: hookimpl(() => Deno.readTextFile("data/words.txt")) };`),
  );
  folder.write("elsewhere/plugins.jsonc", '{ "plugins": { "p": "./p.js" } }');
  const main = (write: string) => `
    import { hookspecMarker, PluginManager } from ${JSON.stringify(TENON)};
    await using pm = new PluginManager("demo", { tell: hookspecMarker("demo")(async (_: object): Promise<string | void> => {}) });
    const permissions = { read: ["./data"], write: [${JSON.stringify(write)}] };
    const { plugins: [line] } = await pm.load("elsewhere/plugins.jsonc", { discover: false, grants: { p: { permissions } } });
    console.log(line.error?.code, line.error?.message, await pm.hook.tell({}));`;
  const run = async (write: string) => {
    folder.write("main.ts", main(write));
    return (await runDeno(["run", "-A", "main.ts"], { cwd: folder.path })).stdout;
  };
  assertStringIncludes(await run("data"), '[ "read" ]');
  const refused = await run("elsewhere");
  assertStringIncludes(refused, "dangerous");
  assertStringIncludes(refused, 'plugins.jsonc", which says what is run with other permissions');
});
