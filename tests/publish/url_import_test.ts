import { assertEquals } from "@std/assert";
import { copyLibraries } from "../load/host.ts";
import { TempFolder } from "../support/temp_folder.ts";
import { FileServer } from "./file_server.ts";

/** A host that is one file, and knows Tenon and its plugin by nothing but their URLs. */
const script = (origin: string, permissions: string) => `
import { hookspecMarker, PluginManager } from "${origin}/tenon/mod.ts";

const hookspec = hookspecMarker("demo");
class DemoSpec {
  @hookspec
  async greet(_: { name: string }): Promise<string | void> {}
}

await using pm = new PluginManager("demo", DemoSpec);
const report = await pm.load({ plugins: { greeter: { from: "${origin}/plugin.ts", permissions: "${permissions}" } } });
const [line] = report.plugins;
console.log(line?.state, line?.isolation, line?.error?.message ?? "");
console.log(await pm.hook.greet({ name: "Ada" }));
`;

/** A plugin that imports Tenon by its URL, too, and a module beside it by a relative one. */
const plugin = (origin: string) => `
import { hookimplMarker } from "${origin}/tenon/mod.ts";
import { greeting } from "./words.ts";

const hookimpl = hookimplMarker("demo");
export default { greet: hookimpl(({ name }: { name: string }) => \`\${greeting}, \${name}!\`) };
`;

for (const [permissions, place] of [["inherit", "host"], ["none", "process"]] as const) {
  Deno.test(`a script of one file imports Tenon and a plugin by URL, without a deno.json (${place})`, async () => {
    await using server = new FileServer({ "/plugin.ts": plugin, "/words.ts": 'export const greeting = "Hello";' });
    using folder = new TempFolder();
    using cache = new TempFolder();
    copyLibraries(cache.path);
    folder.write("script.ts", script(server.origin, permissions));
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--check", "script.ts"],
      cwd: folder.path,
      env: { NO_COLOR: "1", DENO_DIR: cache.path },
      stdin: "null",
    }).output();
    const text = new TextDecoder();
    assertEquals(
      [code, text.decode(stdout)],
      [0, `loaded ${place} \n[ "Hello, Ada!" ]\n`],
      text.decode(stderr),
    );
    assertEquals([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["script.ts"]);
  });
}
