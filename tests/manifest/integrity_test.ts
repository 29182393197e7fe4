import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { UsageError } from "../../src/engine/mod.ts";
import { integrityProblem, packageOf } from "../../src/manifest/integrity.ts";
import { readManifest } from "../../src/manifest/read.ts";
import { sha256 } from "../support/sources.ts";
import { errorOf, TempFolder } from "./support.ts";

const SHA256 = `sha256-${"0123456789abcdef".repeat(4)}`;
const SHA512 = `sha512-${"A".repeat(86)}==`;

/** What is said of an entry with this integrity, and where; nothing if it is in order. */
async function problemWith(from: string, integrity: unknown): Promise<[string, number, number] | undefined> {
  using folder = new TempFolder();
  const path = folder.write(
    "plugins.jsonc",
    `{ "plugins": {\n "p": {\n  "from": ${JSON.stringify(from)},\n  "integrity": ${JSON.stringify(integrity)}\n } } }`,
  );
  try {
    await readManifest(path);
    return undefined;
  } catch (error) {
    const [problem] = (error as Awaited<ReturnType<typeof errorOf>>).problems;
    return [problem!.message, problem!.line!, problem!.column!];
  }
}

Deno.test("an integrity that is none is a mistake in the manifest, with its place", async () => {
  const wrong = [
    "",
    "sha256-",
    SHA256.slice(0, -1),
    `${SHA256}0`,
    SHA256.toUpperCase(),
    SHA256.slice("sha256-".length),
    `md5-${"0".repeat(32)}`,
    `sha256-${"A".repeat(43)}=`,
    ` ${SHA256}`,
    `${SHA256}\n`,
    SHA512.slice(0, -1),
    1,
    null,
    [SHA256],
    true,
  ];
  for (const integrity of wrong) {
    const [message, line, column] = (await problemWith("./p.ts", integrity))!;
    assertStringIncludes(
      message,
      `'integrity' of plugin 'p' must be "sha256-" and 64 hexadecimal digits in lower case, or`,
    );
    assertEquals([line, column], [4, 16]);
  }
});

Deno.test("an integrity of the wrong kind for its source is a mistake in the manifest, with its place", async () => {
  const cases: [from: string, integrity: string, why: string][] = [
    ["npm:p@1.0.0", SHA256, "it must be the sha512 of an npm tarball"],
    ["jsr:@a/p@1.0.0", SHA512, "it must be the sha256 of a JSR version's _meta.json"],
    ["./p.ts", SHA512, "it must be the sha256 of the source"],
    ["C:\\p.ts", SHA512, "it must be the sha256 of the source"],
    ["https://a.example/p.ts", SHA512, "it must be the sha256 of the source"],
    ["data:text/javascript,1", SHA256, "there is nothing that could change in such a specifier"],
    ["node:fs", SHA256, "there is nothing that could change in such a specifier"],
  ];
  for (const [from, integrity, why] of cases) {
    const [message, ...place] = (await problemWith(from, integrity))!;
    assertStringIncludes(message, `'integrity' of plugin 'p' cannot be checked: ${why}`);
    assertEquals(place, [4, 16]);
  }
});

Deno.test("an integrity is that of one version: a range beside it is a mistake in the manifest", async () => {
  for (const version of ["", "@^1", "@1", "@1.2", "@~1.2.3", "@1.x", "@>=1.0.0", "@latest", "@*"]) {
    for (const path of ["", "/sub"]) {
      const [message] = (await problemWith(`jsr:@a/p${version}${path}`, SHA256))!;
      assertStringIncludes(message, `'from' must name one, such as "jsr:@a/p@1.2.3"`);
      assertStringIncludes((await problemWith(`npm:p${version}${path}`, SHA512))![0], `such as "npm:p@1.2.3"`);
    }
  }
});

Deno.test("an integrity of the right kind is in order", async () => {
  const sources = [
    "./p.ts",
    "../p.ts",
    "/p.ts",
    "file:///p.ts",
    "http://a.example/p.ts",
    "jsr:@a/p@1.0.0-beta.1/sub",
    "name",
    "name/p.ts",
  ];
  for (const from of sources) assertEquals(await problemWith(from, SHA256), undefined, from);
  for (const from of ["npm:p@1.0.0", "npm:/@a/p@1.0.0+build/sub", "name"]) {
    assertEquals(await problemWith(from, SHA512), undefined, from);
  }
});

Deno.test("property: specifiers of registries are taken apart into what they were made of, and nothing else throws", () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
  const version = fc.constantFrom(undefined, "1.2.3", "^1", "latest", "1.0.0-rc.1");
  fc.assert(
    fc.property(
      fc.constantFrom("jsr", "npm"),
      word,
      word,
      version,
      fc.constantFrom("", "/x", "/x/y.ts"),
      (...parts) => {
        const [registry, scope, short, wanted, path] = parts;
        const name = `@${scope}/${short}`;
        const specifier = `${registry}:${name}${wanted === undefined ? "" : `@${wanted}`}${path}`;
        assertEquals(packageOf(specifier), { registry: registry as "jsr" | "npm", name, version: wanted });
      },
    ),
  );
  fc.assert(fc.property(fc.string(), fc.constantFrom(SHA256, SHA512), (text, integrity) => {
    packageOf(text);
    integrityProblem(text, integrity);
  }));
});

Deno.test("a manifest can be pinned by integrity, as a file and by URL: what is checked is what is read", async () => {
  const text = '\uFEFF{ "plugins": { "p": "./p.ts" } }';
  let served = text;
  let requests = 0;
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    requests++;
    return new Response(served);
  });
  using folder = new TempFolder();
  const integrity = await sha256(text);
  const url = new URL(`http://127.0.0.1:${server.addr.port}/plugins.jsonc`);
  const path = folder.write("plugins.jsonc", text);
  for (const source of [url, url.href, path]) {
    const { entries } = await readManifest(source, { integrity });
    assertEquals(entries.map(({ name }) => name), ["p"]);
  }
  assertEquals(requests, 2);

  served = text.replace("./p.ts", "./q.ts");
  folder.write("plugins.jsonc", served);
  for (const source of [url, path]) {
    const error = await errorOf(readManifest(source, { integrity }));
    assertEquals(error.code, "manifest-integrity-mismatch");
    assertStringIncludes(error.message, `its integrity must be ${integrity}, but is ${await sha256(served)}.`);
  }
});

Deno.test("a manifest's mistakes are not looked for before its integrity is known", async () => {
  using folder = new TempFolder();
  const error = await errorOf(readManifest(folder.write("plugins.jsonc", "no JSON"), { integrity: SHA256 }));
  assertEquals(error.code, "manifest-integrity-mismatch");
});

Deno.test("an integrity of a wrong form, or for a manifest without a text, is a wrong use", async () => {
  for (const integrity of ["", SHA512, SHA256.toUpperCase(), `${SHA256}0`, 1, null]) {
    const reading = () => readManifest("nowhere.jsonc", { integrity: integrity as string });
    assertEquals((await assertRejects(reading, UsageError)).code, "bad-integrity");
  }
  const reading = () => readManifest({ plugins: {} }, { integrity: SHA256 });
  assertEquals((await assertRejects(reading, UsageError)).code, "bad-integrity");
});

Deno.test("a manifest is not fetched over http: from another machine unless it is pinned", async () => {
  const error = await errorOf(readManifest("http://plugins.example/plugins.jsonc"));
  assertEquals(error.code, "manifest-unreadable");
  assertStringIncludes(error.message, "use https:, or pin it with integrity");
});
