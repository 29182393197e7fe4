import { assertEquals } from "@std/assert";
import { importMap, isReachable } from "../../tools/std.ts";
import config from "../../deno.json" with { type: "json" };

const root = new URL("file:///repo/");

/** Answers every request with `handler`, for the time of one test. */
async function withServer(handler: Deno.ServeHandler, test: (url: string) => Promise<void>): Promise<void> {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handler);
  await test(`http://127.0.0.1:${server.addr.port}`);
}

const meta = () => Response.json({ scope: "std", name: "assert", latest: "1.0.0", versions: { "1.0.0": {} } });

Deno.test("the npm import map has every @std package under its name and its full specifier", () => {
  const map = importMap({ "@std/path": "jsr:@std/path@^1.1.0" }, root, "npm");
  assertEquals(map, {
    "@std/path": "npm:deno-std@1.4.0/path/mod.js",
    "jsr:@std/path@^1.1.0": "npm:deno-std@1.4.0/path/mod.js",
  });
});

Deno.test("the npm import map leads a sub-path to the file that holds it", () => {
  const map = importMap(
    { a: "jsr:@std/path@^1.1.0/posix", b: "jsr:@std/path@^1.1.0/from-file-url", c: "jsr:@std/data-structures" },
    root,
    "npm",
  );
  assertEquals(map.a, "npm:deno-std@1.4.0/path/posix/mod.js");
  assertEquals(map.b, "npm:deno-std@1.4.0/path/from_file_url.js");
  assertEquals(map.c, "npm:deno-std@1.4.0/data_structures/mod.js");
});

Deno.test("the import map makes local entries absolute and leaves other packages alone", () => {
  const imports = { self: "./mod.ts", up: "../x/", npm: "npm:comlink@^4.4.2", jsr: "jsr:@other/path@1" };
  const expected = { ...imports, self: "file:///repo/mod.ts", up: "file:///x/" };
  assertEquals(importMap(imports, root, "npm"), expected);
  assertEquals(importMap(imports, root, "jsr"), expected);
});

Deno.test("the JSR import map leaves @std at JSR", () => {
  const imports = { "@std/path": "jsr:@std/path@^1.1.0" };
  assertEquals(importMap(imports, root, "jsr"), imports);
});

Deno.test("sources name each @std package with the range that deno.json has for it", () => {
  const ranges = new Set<string>(Object.values(config.imports));
  for (const { file, specifier } of inlineSpecifiers(new URL("../../", import.meta.url))) {
    assertEquals(ranges.has(specifier), true, `${file} imports ${specifier}, which is not in deno.json`);
  }
});

Deno.test("a registry that answers as JSR does is reachable, with or without a slash at the end", async () => {
  const paths: string[] = [];
  await withServer((request) => {
    paths.push(new URL(request.url).pathname);
    return meta();
  }, async (url) => {
    assertEquals(await isReachable(url), true);
    assertEquals(await isReachable(`${url}/`), true);
  });
  assertEquals(paths, ["/@std/assert/meta.json", "/@std/assert/meta.json"]);
});

Deno.test("a registry where nobody listens is not reachable", async () => {
  let url = "";
  await withServer(meta, (served) => {
    url = served;
    return Promise.resolve();
  });
  assertEquals(await isReachable(url), false);
});

Deno.test("a registry that answers with a page of something else is not reachable", async () => {
  await withServer(() => new Response("<h1>Sign in</h1>"), async (url) => assertEquals(await isReachable(url), false));
  await withServer(() => Response.json(null), async (url) => assertEquals(await isReachable(url), false));
  await withServer(() => Response.json({}), async (url) => assertEquals(await isReachable(url), false));
});

Deno.test("a registry that answers with an error is not reachable", async () => {
  const broken = () => new Response(meta().body, { status: 503 });
  await withServer(broken, async (url) => assertEquals(await isReachable(url), false));
});

Deno.test("a registry that does not answer in time is not reachable", async () => {
  const { promise: tested, resolve: done } = Promise.withResolvers<void>();
  const slow = async () => {
    await tested;
    return meta();
  };
  await withServer(slow, async (url) => {
    assertEquals(await isReachable(url, 50), false);
    done();
  });
});

Deno.test("a registry whose URL is no URL is not reachable", async () => {
  assertEquals(await isReachable("not a url"), false);
});

/** The `jsr:@std/…` specifiers that the published sources import without the help of deno.json. */
function* inlineSpecifiers(folder: URL): Generator<{ file: string; specifier: string }> {
  const visit = function* (dir: URL): Generator<URL> {
    for (const entry of Deno.readDirSync(dir)) {
      if (entry.isDirectory) yield* visit(new URL(`${entry.name}/`, dir));
      else if (entry.name.endsWith(".ts")) yield new URL(entry.name, dir);
    }
  };
  for (const file of [new URL("mod.ts", folder), ...visit(new URL("src/", folder))]) {
    for (const [, specifier = ""] of Deno.readTextFileSync(file).matchAll(/["'](jsr:@std\/[^"']+)["']/g)) {
      yield { file: file.pathname, specifier };
    }
  }
}
