import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { JsrRegistry } from "../../support/jsr_registry.ts";
import { NpmRegistry } from "../../support/npm_registry.ts";
import { Place, start } from "./support.ts";

const cjs = {
  name: "@acme/cjs",
  json: { main: "a.js", scripts: { postinstall: "echo installed > installed.txt" } },
  files: { "a.js": "module.exports = () => require('./b.js').b;", "b.js": "exports.b = 'cjs';" },
};
const esm = {
  name: "@acme/esm",
  json: { type: "module", exports: "./a.js", dependencies: { "@acme/cjs": "^1" } },
  files: { "a.js": "import cjs from '@acme/cjs'; export default () => `esm and ${cjs()}`;" },
};
const other = { name: "@acme/other", json: { main: "a.js" }, files: { "a.js": "module.exports = 'other';" } };

Deno.test("a plugin from npm runs without any permission, ES module or CommonJS", async () => {
  await using npm = await NpmRegistry.start("@acme", cjs, esm);
  using place = new Place({ ".npmrc": npm.npmrc });
  assertEquals(await place.run("npm:@acme/esm@^1"), "esm and cjs");
  assertEquals(await place.run("npm:@acme/cjs"), "cjs");
});

Deno.test("credentials for a registry do not stay in the plugin's folder", async () => {
  await using npm = await NpmRegistry.start("@acme", cjs);
  const auth = npm.npmrc.replace(/^.*=http:(.*)\n$/, "$1:_authToken=secret\n");
  using place = new Place({ ".npmrc": npm.npmrc + auth });
  const { denoDir } = await place.prepare("npm:@acme/cjs");
  for await (const text of textsIn(denoDir)) assertEquals(text.includes("secret"), false);
});

async function* textsIn(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* textsIn(`${folder}/${name}`);
    else yield await Deno.readTextFile(`${folder}/${name}`);
  }
}

Deno.test("scripts of npm packages are not run", async () => {
  await using npm = await NpmRegistry.start("@acme", cjs);
  using place = new Place({ ".npmrc": npm.npmrc });
  const { graph } = await place.prepare("npm:@acme/cjs");
  const [folder] = graph.npmFolders.values();
  const names = Deno.readDirSync(folder!).map(({ name }) => name).filter((name) => !name.startsWith("."));
  assertEquals([...names].sort(), ["a.js", "b.js", "package.json"]);
});

Deno.test("of the npm packages that the host has pinned, a plugin gets those that it needs, in the host's version", async () => {
  await using npm = await NpmRegistry.start("@acme", cjs, esm, other);
  using place = new Place({ ".npmrc": npm.npmrc, "plugin.ts": "import a from 'npm:@acme/cjs@1'; export default a;" });
  const host = place.write(
    "host/main.ts",
    "import 'npm:@acme/esm@1'; import 'npm:@acme/other@1'; import 'npm:@acme/cjs@1';",
  );
  place.write("host/.npmrc", npm.npmrc);
  place.write("host/deno.json", "{}");
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["cache", `--config=${place.path}/host/deno.json`, `--lock=${place.path}/host/deno.lock`, host],
    stderr: "null",
  }).output();
  assertEquals(success, true);
  const prepared = await place.prepare("plugin.ts", { lock: `${place.path}/host/deno.lock` });
  assertEquals(await start(prepared), "cjs");
  const lock = JSON.parse(Deno.readTextFileSync(prepared.flags.find((flag) => flag.startsWith("--lock="))!.slice(7)));
  assertEquals(Object.keys(lock.npm), ["@acme/cjs@1.0.0"]);
  assertEquals(Object.keys(lock.specifiers), ["npm:@acme/cjs@1"]);
});

Deno.test("an npm package that is not what the host has pinned is refused", async () => {
  await using npm = await NpmRegistry.start("@acme", cjs);
  using place = new Place({ ".npmrc": npm.npmrc });
  const first = await place.prepare("npm:@acme/cjs@1");
  const text = Deno.readTextFileSync(first.flags.find((flag) => flag.startsWith("--lock="))!.slice(7));
  const lock = place.write("host/deno.lock", text.replace(/sha512-..../, "sha512-AAAA"));
  place.write("host/.npmrc", npm.npmrc);
  Deno.removeSync(first.denoDir, { recursive: true });
  const { code, text: said } = await place.refuses("npm:@acme/cjs@1", { lock });
  assertEquals(code, "bad-lock", said);
  assertStringIncludes(said, "@acme/cjs@1.0.0");
});

for (
  const [how, code] of Object.entries({
    "a static import of a path":
      "import data from '../../../../../../../../../../../../../SECRET' with { type: 'text' };",
    "a static import of a URL": "import data from 'file:///SECRET' with { type: 'text' };",
    "an import of a path": "const data = (await import('../../../../../../../../../../../../../SECRET')).default;",
    "an import of a URL": "const data = (await import('file:///SECRET', { with: { type: 'text' } })).default;",
    "require": "import { createRequire } from 'node:module'; const data = createRequire(import.meta.url)('/SECRET');",
    "a static import of JSON": "import data from 'file:///SECRET' with { type: 'json' };",
  })
) {
  Deno.test(`an npm package cannot get at a local file by ${how}`, async () => {
    using place = new Place({ "secret.json": '"secret"' });
    const own = code.replace("SECRET", `${place.path.slice(1)}/secret.json`);
    await using npm = await NpmRegistry.start("@acme", {
      name: "@acme/thief",
      json: { type: "module", exports: "./a.js" },
      files: { "a.js": `${own}\nexport default () => data;` },
    });
    place.write(".npmrc", npm.npmrc);
    const prepared = await place.prepare("npm:@acme/thief");
    assertStringIncludes(String(await start(prepared, "--allow-read")), "secret");
    assertMatch(String(await start(prepared)), /Requires read access|Loading unprepared module/);
  });
}

Deno.test("a plugin from JSR that needs npm runs without any permission", async () => {
  await using npm = await NpmRegistry.start("@acme", cjs, esm);
  await using jsr = await JsrRegistry.start({
    name: "@acme/words",
    files: { "/mod.ts": "import esm from 'npm:@acme/esm@1'; export default () => `jsr, ${esm()}`;" },
  });
  using place = new Place({ ".npmrc": npm.npmrc }, jsr.env);
  assertEquals(await place.run("jsr:@acme/words"), "jsr, esm and cjs");
});
