import { assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { exportOf, findDependencies } from "../../../src/manifest/discover/mod.ts";
import { TempFolder } from "../../support/temp_folder.ts";

type Files = Readonly<Record<string, unknown>>;

/** The packages that are found from a folder, each with the file that names it. */
async function found(files: Files, start = "."): Promise<string[]> {
  using folder = project(files);
  const { packages, problems } = await findDependencies(join(folder, start));
  assertEquals(problems, []);
  return packages.map((one) => `${exportOf(one.package, "")} ${one.file}`);
}

function project(files: Files): TempFolder {
  const folder = new TempFolder();
  for (const [name, content] of Object.entries(files)) {
    folder.write(name, typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

function join(folder: TempFolder, start: string): string {
  return start === "." ? folder.path : `${folder.path}/${start}`;
}

Deno.test("jsr: and npm: imports of deno.json are dependencies, under whatever alias; nothing else is", async () => {
  const imports = {
    "@acme/words": "jsr:@acme/words@^1",
    "other": "npm:@acme/chalk@^5",
    "sub": "jsr:@acme/sub@^1/path",
    "@acme/words/": "jsr:/@acme/words@^1/",
    "folder/": "jsr:/@acme/folder@^1/",
    "local": "./local.ts",
    "web": "https://example.com/mod.ts",
    "node": "node:fs",
    "odd": 5,
  };
  assertEquals(await found({ "deno.json": { imports } }), [
    "jsr:@acme/words@^1 deno.json",
    "npm:@acme/chalk@^5 deno.json",
    "jsr:@acme/sub@^1 deno.json",
  ]);
});

Deno.test("dependencies of package.json are npm packages, or what they are an alias of; not those from elsewhere", async () => {
  const dependencies = {
    plain: "^1",
    "@acme/scoped": "latest",
    any: "",
    alias: "npm:@acme/real@^2",
    jsr: "jsr:@acme/words@^1",
    member: "workspace:*",
    file: "file:../a",
    link: "link:../a",
    git: "git+https://example.com/a.git",
    github: "someone/repository",
    tarball: "https://example.com/a.tgz",
  };
  assertEquals(await found({ "package.json": { dependencies, devDependencies: { dev: "^1" } } }), [
    "npm:plain@^1 package.json",
    "npm:@acme/scoped@latest package.json",
    "npm:any@* package.json",
    "npm:@acme/real@^2 package.json",
    "jsr:@acme/words@^1 package.json",
  ]);
});

Deno.test("comments, trailing commas and a byte order mark are no mistakes", async () => {
  const text = '\uFEFF{\n  // what we need\n  "imports": { "a": "npm:a@1", /* more */ },\n}';
  assertEquals(await found({ "deno.jsonc": text }), ["npm:a@1 deno.jsonc"]);
});

Deno.test("the nearest folder with a deno.json or package.json counts, and none above it", async () => {
  const deno = (name: string) => ({ imports: { [name]: `npm:${name}@1` } });
  const npm = (name: string) => ({ dependencies: { [name]: "1" } });
  assertEquals(await found({ "deno.json": deno("a") }, "x/y"), ["npm:a@1 ../../deno.json"]);
  assertEquals(await found({ "deno.json": deno("a"), "x/package.json": npm("b") }, "x"), ["npm:b@1 package.json"]);
  assertEquals(await found({ "package.json": npm("a"), "x/deno.json": deno("b") }, "x"), ["npm:b@1 deno.json"]);
  assertEquals(await found({ "deno.json": deno("a"), "package.json": npm("b") }), [
    "npm:a@1 deno.json",
    "npm:b@1 package.json",
  ]);
  assertEquals(await found({ "deno.json": deno("a"), "deno.jsonc": deno("b") }), ["npm:a@1 deno.json"]);
});

Deno.test("a package is found once, where it is named first; other ranges are told", async () => {
  using folder = project({
    "deno.json": { imports: { a: "npm:words@^1", b: "npm:words@^2", c: "npm:words@^1/path", d: "jsr:@acme/words@1" } },
    "package.json": { dependencies: { words: "^1", "@acme/words": "1" } },
  });
  const { packages } = await findDependencies(folder.path);
  assertEquals(packages.map((one) => [exportOf(one.package, ""), one.others]), [
    ["npm:words@^1", ["npm:words@^2 in deno.json"]],
    ["jsr:@acme/words@1", []],
    ["npm:@acme/words@1", []],
  ]);
});

Deno.test("the names of the nearest files win where one stands for two packages", async () => {
  using folder = project({
    "deno.json": { imports: { a: "npm:first@1" } },
    "package.json": { dependencies: { a: "npm:second@1", b: "npm:second@1" } },
  });
  const { aliases } = await findDependencies(folder.path);
  assertEquals([...aliases].map(([name, { id }]) => `${name} ${id}`).sort(), ["a npm:first", "b npm:second"]);
});

Deno.test("a member of a workspace brings the root and the other members along, after itself", async () => {
  const files = {
    "deno.json": { workspace: ["./host", "./packages/*"], imports: { root: "npm:root@1" } },
    "package.json": { dependencies: { rootpkg: "1" } },
    "host/deno.json": { imports: { own: "npm:own@1" } },
    "packages/b/deno.json": { imports: { b: "npm:b@1" } },
    "packages/a/package.json": { dependencies: { a: "1" } },
    "other/deno.json": { imports: { other: "npm:other@1" } },
  };
  assertEquals(await found(files, "host"), [
    "npm:own@1 deno.json",
    "npm:root@1 ../deno.json",
    "npm:rootpkg@1 ../package.json",
    "npm:a@1 ../packages/a/package.json",
    "npm:b@1 ../packages/b/deno.json",
  ]);
  assertEquals((await found(files)).map((line) => line.split(" ")[0]), [
    "npm:root@1",
    "npm:rootpkg@1",
    "npm:own@1",
    "npm:a@1",
    "npm:b@1",
  ]);
  assertEquals(await found(files, "other"), ["npm:other@1 deno.json"]);
});

Deno.test("the workspaces of npm are workspaces too", async () => {
  const files = {
    "package.json": { workspaces: ["packages/*"], dependencies: { root: "1" } },
    "packages/a/package.json": { dependencies: { a: "1" } },
  };
  assertEquals(await found(files, "packages/a"), ["npm:a@1 package.json", "npm:root@1 ../../package.json"]);
});

Deno.test("an import map in a file of its own counts, unless deno.json has imports itself", async () => {
  const map = { imports: { mapped: "npm:mapped@1" } };
  assertEquals(await found({ "deno.json": { importMap: "./map.json" }, "map.json": map }), ["npm:mapped@1 map.json"]);
  const both = { importMap: "./map.json", imports: { own: "npm:own@1" } };
  assertEquals(await found({ "deno.json": both, "map.json": map }), ["npm:own@1 deno.json"]);
  assertEquals(await found({ "deno.json": { importMap: "./gone.json" } }), []);
  assertEquals(await found({ "deno.json": { importMap: "https://example.com/map.json" } }), []);
});

Deno.test("it is known of which packages deno.lock has the version, not only that they are wanted", async () => {
  const files = { "deno.json": { imports: { a: "npm:a@^1", ab: "npm:ab@^1", c: "jsr:@acme/c@1" } } };
  const lock = {
    version: "5",
    specifiers: { "npm:ab@1": "1.0.0", "jsr:@acme/c@1": "1.0.0" },
    workspace: { dependencies: ["npm:a@1", "npm:ab@1", "jsr:@acme/c@1"] },
  };
  const isLocked = async (lock: unknown, start = ".") => {
    using folder = project({ ...files, "deno.lock": lock, "sub/x": "" });
    return (await findDependencies(join(folder, start))).packages.map(({ isLocked }) => isLocked);
  };
  assertEquals(await isLocked(lock), [false, true, true]);
  assertEquals(await isLocked(lock, "sub"), [false, true, true]);
  for (const broken of ["", "{", "[]", "null", { specifiers: 5 }]) {
    assertEquals(await isLocked(broken), [false, false, false]);
  }
});

Deno.test("a file that is broken is told with its place, and the others count", async () => {
  const broken: [text: string, why: string][] = [
    ['{\n  "imports": {,}\n}', "is broken at 2:15: ',' cannot stand here."],
    ['{ "imports": { "a": "npm:a@1" }', "is broken at 1:32: The text ends too early"],
    ["[]", "is no JSON object"],
    ["null", "is no JSON object"],
    ["", "is empty"],
    ["  \n", "is empty"],
    ['{ "imports": ["npm:a"] }', 'is broken: its "imports" are no object'],
    ['{ "imports": null, "x": "\\q" }', "is broken at 1:25"],
    ["[".repeat(100_000), "is broken at 1:501: This is nested too deep"],
  ];
  for (const [text, why] of broken) {
    using folder = project({ "deno.json": text, "package.json": { dependencies: { b: "1" } } });
    const { packages, problems } = await findDependencies(folder.path);
    assertEquals(packages.map((one) => one.package.id), ["npm:b"], text.slice(0, 100));
    assertEquals(problems.map(({ file }) => file), [`${folder.path}/deno.json`]);
    assertStringIncludes(problems[0]!.why, why);
  }
});

Deno.test("a file that is a folder is told, and one that is a link to nowhere is not there", async () => {
  using folder = project({ "deno.json/x": "", "package.json": { dependencies: { b: "1" } } });
  const { packages, problems } = await findDependencies(folder.path);
  assertEquals([packages.length, problems.length], [1, 1]);
  assertStringIncludes(problems[0]!.why, "cannot be read: Is a directory");

  using linked = project({ "package.json": { dependencies: { b: "1" } } });
  Deno.symlinkSync("nowhere.json", `${linked.path}/deno.json`);
  assertEquals((await findDependencies(linked.path)).problems, []);
});

Deno.test("keys that mean something to JavaScript are names like any other", async () => {
  const text = '{ "imports": { "__proto__": "npm:a@1", "constructor": "npm:b@1" }, "__proto__": { "imports": {} } }';
  assertEquals(await found({ "deno.json": text }), ["npm:a@1 deno.json", "npm:b@1 deno.json"]);
});

Deno.test("property: whatever is in the files, something is found or told, and nothing thrown", async () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom<unknown>("npm:a@1", "jsr:@a/b", "workspace:*", "./*"),
  );
  const file = fc.oneof(
    fc.string(),
    fc.dictionary(fc.constantFrom("imports", "dependencies", "workspace", "workspaces", "importMap", "scopes"), value)
      .map((content) => JSON.stringify(content)),
    fc.dictionary(fc.string(), value).map((imports) => JSON.stringify({ imports, dependencies: imports })),
  );
  await fc.assert(
    fc.asyncProperty(file, file, async (deno, npm) => {
      using folder = project({ "deno.json": deno, "package.json": npm });
      const { packages } = await findDependencies(folder.path);
      for (const { package: { id } } of packages) {
        assertEquals(/^(?:npm|jsr):[^/@]|^(?:npm|jsr):@[^/]+\/[^/@]/.test(id), true, id);
      }
    }),
    { numRuns: 50 },
  );
});

Deno.test("the members of a workspace are found by patterns, wherever the stars are", async () => {
  for (const pattern of ["./packages/app", "packages/*", "./packages/**", "./*/app", "packages/a*", "./**/app/"]) {
    const files = {
      "deno.json": { workspace: [pattern], imports: { words: "jsr:@acme/words@^1" } },
      "packages/app/deno.json": { imports: { own: "jsr:@acme/own@^1" } },
      "packages/app/node_modules/app/deno.json": { imports: { no: "jsr:@acme/no@^1" } },
    };
    const own = ["jsr:@acme/own@^1 deno.json", "jsr:@acme/words@^1 ../../deno.json"];
    assertEquals(await found(files, "packages/app"), own, pattern);
  }
});

Deno.test("a range that no specifier can hold is told, unless the package is installed beside", async () => {
  const files = {
    "package.json": { dependencies: { range: ">=1.0.0 <2", here: "1 || 2", caret: "^1" } },
    "deno.json": { imports: { words: "jsr:@acme/words@>=1 <2" } },
    "node_modules/here/package.json": {},
  };
  using folder = project(files);
  const { packages, problems } = await findDependencies(folder.path);
  assertEquals(packages.map((one) => exportOf(one.package, "")), ["npm:here", "npm:caret@^1"]);
  assertEquals(problems.map(({ why }) => why), [
    "has the range '>=1 <2' for jsr:@acme/words, and no specifier can hold that",
    "has the range '>=1.0.0 <2' for npm:range, and no specifier can hold that",
  ]);
});
