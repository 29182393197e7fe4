import { assertEquals, assertStringIncludes } from "@std/assert";
import { JsrRegistry } from "../../support/jsr_registry.ts";
import { NpmRegistry } from "../../support/npm_registry.ts";
import { Place } from "./support.ts";

const tools = {
  name: "@acme/tools",
  exports: { ".": "./mod.ts", "./sub": "./sub.ts" },
  files: { "/mod.ts": "export default 'tools';", "/sub.ts": "export default 'sub';" },
};
const lib = {
  name: "@acme/lib",
  json: { exports: { ".": "./a.js", "./sub": "./sub.js" }, type: "module" },
  files: { "a.js": "export default 'lib';", "sub.js": "export default 'lib sub';" },
};

/** A plugin that gives what these names stand for. */
function gives(...names: string[]): string {
  const imports = names.map((name, index) => `import v${index} from "${name}";`).join("\n");
  return `${imports}\nexport default () => [${names.map((_, index) => `v${index}`)}];`;
}

Deno.test("names mean what the nearest deno.json says, comments and trailing commas included", async () => {
  await using jsr = await JsrRegistry.start(tools);
  await using npm = await NpmRegistry.start("@acme", lib);
  using place = new Place({
    "pkg/.npmrc": npm.npmrc,
    "pkg/deno.jsonc": `{
      // names "in": { a: comment }
      "imports": {
        "tools": "jsr:@acme/tools@^1", /* , ] */
        "lib": "npm:@acme/lib@1",
        "mine": "./lib/mine.ts",
        "lib/": "./lib/",
      },
      "scopes": { "./lib/": { "tools": "./lib/other.ts" } },
    }`,
    "pkg/lib/mine.ts": "import tools from 'tools'; export default 'mine ' + tools;",
    "pkg/lib/other.ts": "export default 'other';",
    "pkg/plugins/it.ts": gives("tools", "tools/sub", "lib", "mine", "lib/other.ts"),
  }, jsr.env);
  assertEquals(await place.run("pkg/plugins/it.ts"), ["tools", "sub", "lib", "mine other", "other"]);
});

Deno.test("names mean what package.json depends on", async () => {
  await using npm = await NpmRegistry.start("@acme", lib);
  using place = new Place({
    "pkg/.npmrc": npm.npmrc,
    "pkg/package.json": JSON.stringify({
      dependencies: { "@acme/lib": "^1.0.0", "git": "git+ssh://x/y.git", "near": "file:../near" },
      devDependencies: { other: "npm:@acme/lib@1" },
    }),
    "pkg/it.ts": gives("@acme/lib", "@acme/lib/sub", "other"),
  });
  assertEquals(await place.run("pkg/it.ts"), ["lib", "lib sub", "lib"]);
});

Deno.test("names mean what the workspace says, and its members are among them", async () => {
  await using jsr = await JsrRegistry.start(tools);
  using place = new Place({
    "deno.json": JSON.stringify({
      workspace: ["./packages/*"],
      imports: { tools: "jsr:@acme/tools@1", both: "./packages/a/root.ts" },
    }),
    "packages/a/deno.json": JSON.stringify({ name: "@x/a", exports: "./it.ts", imports: { both: "./both.ts" } }),
    "packages/a/it.ts": gives("tools", "both"),
    "packages/a/both.ts": "export default 'both';",
    "packages/b/deno.json": JSON.stringify({ name: "@x/b", exports: { ".": "./b.ts", "./c": "./c.ts" } }),
    "packages/b/b.ts": gives("@x/b/c"),
    "packages/b/c.ts": "export default 'c';",
  }, jsr.env);
  assertEquals(await place.run("packages/a/it.ts"), ["tools", "both"]);
  assertEquals(await place.run("packages/b/b.ts"), ["c"]);
});

Deno.test("a name that leads out of the package is refused like a path", async () => {
  using place = new Place({
    "pkg/deno.json": JSON.stringify({ imports: { out: "../outside.ts" } }),
    "pkg/it.ts": gives("out"),
    "outside.ts": "export default 1;",
  });
  const { code, text } = await place.refuses("pkg/it.ts");
  assertEquals(code, "edge-leaves");
  assertStringIncludes(text, "'out' (file://");
});

Deno.test("an import map in a file of its own is used", async () => {
  using place = new Place({
    "pkg/deno.json": JSON.stringify({ importMap: "./maps/map.json" }),
    "pkg/maps/map.json": JSON.stringify({ imports: { mine: "../mine.ts" } }),
    "pkg/mine.ts": "export default 'mine';",
    "pkg/it.ts": gives("mine"),
  });
  assertEquals(await place.run("pkg/it.ts"), ["mine"]);
  place.write("pkg/deno.json", JSON.stringify({ importMap: "./none.json" }));
  assertEquals((await place.refuses("pkg/it.ts")).code, "bad-config");
});

for (const [what, text] of Object.entries({ "half a file": "{", "a list": "[]", "a word": "no", "nothing": "" })) {
  Deno.test(`a deno.json that is ${what} is an error that names it`, async () => {
    using place = new Place({ "pkg/deno.json": text, "pkg/it.ts": "export default () => 1;" });
    const { code, text: said } = await place.refuses("pkg/it.ts");
    assertEquals(code, "bad-config");
    assertStringIncludes(said, `${place.path}/pkg/deno.json`);
  });
}

Deno.test("a deno.json of a strange shape does no harm", async () => {
  using place = new Place({
    "pkg/deno.json":
      `{"imports": [1], "scopes": 3, "workspace": {"members": [4, "./x"]}, "compilerOptions": 5, "__proto__": 6}`,
    "pkg/it.ts": "export default () => 1;",
  });
  assertEquals(await place.run("pkg/it.ts"), 1);
});

Deno.test("decorators and JSX mean what they mean in the plugin's project", async () => {
  using place = new Place({
    "pkg/deno.json": JSON.stringify({
      compilerOptions: { experimentalDecorators: true, jsx: "react", jsxFactory: "h", strict: false },
      unstable: ["raw-imports", "kv"],
    }),
    "pkg/it.tsx": `const h = (name: string) => "<" + name + ">";
      let seen = 0;
      function old(_target: object, _name: string, descriptor?: unknown) { seen = arguments.length; }
      class Thing { @old method() {} }
      export default () => [<b />, seen, new Thing() instanceof Thing, "openKv" in Deno];`,
  });
  assertEquals(await place.run("pkg/it.tsx"), ["<b>", 3, true, false]);
});
