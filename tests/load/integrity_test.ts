import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { sha256, Sources } from "../support/sources.ts";
import { TempFolder } from "../support/temp_folder.ts";
import { copyLibraries } from "./host.ts";
import { demo, PluginFolder, TENON } from "./support.ts";
import { Counter, everywhere, type Kind, KINDS, run, statesOf } from "./integrity_support.ts";

Deno.test("a plugin runs as long as it has its integrity, and not once a byte of it is changed: URL, JSR, npm, in the host and isolated", async () => {
  await using counter = new Counter();
  const text = counter.module("good");
  await using sources = await Sources.start(text);
  const integrity = await sources.integrities();
  const entries = everywhere(sources, integrity, counter);
  const all = (state: string) => Object.fromEntries(Object.keys(entries).map((name) => [name, state]));

  const before = await run(sources, entries, { then: "" });
  assertEquals(statesOf(before), all("loaded"), JSON.stringify(before, null, 2));
  // In the host, a module is one module, whoever imports it; each of the three kinds is its own.
  assertEquals(counter.take(), Array(6).fill("good"));

  await sources.serve(text.replace('"good")', '"gooe")'));
  const tampered = await sources.integrities();
  const after = await run(sources, entries, { then: "" });
  assertEquals(statesOf(after), all("failed"), JSON.stringify(after, null, 2));
  assertEquals(counter.take(), []);
  for (const [name, { error, stage }] of Object.entries(after.plugins)) {
    const kind = name.slice(0, 3) as Kind;
    assertEquals(stage, "check", name);
    assertStringIncludes(error!, `its integrity must be ${integrity[kind]}: found ${tampered[kind]}.`);
    assertStringIncludes(error!, `Cannot load plugin '${name}' (${sources.specifiers[kind]})`);
  }

  // Without integrity, and so without any other change, the changed one runs.
  await run(
    sources,
    Object.fromEntries(
      Object.entries(entries).map(([name, entry]) => {
        const { integrity: _, ...rest } = entry as Exclude<typeof entry, string>;
        return [name, rest];
      }),
    ),
  );
  assertEquals(counter.take().length, 6);
});

Deno.test("a server that answers differently the second time does not win, even if the host reloads everything", async () => {
  for (const kind of KINDS) {
    for (const isFirstGood of [true, false]) {
      await using counter = new Counter();
      const [good, evil] = [counter.module("good"), counter.module("evil")];
      await using sources = await Sources.start(good);
      const integrity = (await sources.integrities())[kind];
      if (!isFirstGood) await sources.serve(evil);
      // The module, the JSR version's _meta.json and the npm package's list of versions are what everything else hangs on.
      const path = { url: "/mod.js", jsr: "/@acme/plugin/1.0.0_meta.json", npm: "/@acme%2fplugin" }[kind];
      let asked = 0;
      sources.onRequest = async (at) => {
        if (at === path && ++asked === 2) await sources.serve(isFirstGood ? evil : good);
      };
      const from = sources.specifiers[kind];
      const entries = { p: { from, integrity } };
      const result = await run(sources, entries, {
        flags: [
          "-A",
          `--reload=${[sources.specifiers.url, sources.env.JSR_URL!.slice(0, -1), "npm:@acme/plugin"].join()}`,
        ],
        then: "",
      });
      const what = `${kind}, ${isFirstGood ? "good" : "evil"} first: ${JSON.stringify(result)}`;
      assertEquals(statesOf(result), { p: "failed" }, what);
      assertEquals(counter.take(), [], what);
      if (isFirstGood) assert(asked >= 2, what);
    }
  }
});

Deno.test("what was changed in Deno's cache does not run, though the servers never lied", async () => {
  await using counter = new Counter();
  await using sources = await Sources.start(counter.module("good"));
  const integrity = await sources.integrities();
  using cache = new TempFolder();
  copyLibraries(cache.path);
  const entries = everywhere(sources, integrity, counter);
  const options = { ownCache: false, env: { ...sources.env, DENO_DIR: cache.path }, then: "" };
  assertEquals(new Set(Object.values(statesOf(await run(sources, entries, options)))), new Set(["loaded"]));
  assertEquals(counter.take().length, 6);

  let changed = 0;
  const walk = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      const path = `${folder}/${name}`;
      // The copies that packages are compared with are Tenon's own, as is the cache of each isolated plugin.
      if (isDirectory && path !== `${cache.path}/tenon`) walk(path);
      else if (!isDirectory) {
        const text = Deno.readTextFileSync(path);
        if (!text.includes("good") || path.includes("_cache_")) continue;
        Deno.writeTextFileSync(path, text.replaceAll("good", "evil"));
        changed++;
      }
    }
  };
  walk(`${cache.path}/npm`);
  walk(`${cache.path}/remote`);
  assert(changed >= 3, String(changed));
  const result = await run(
    sources,
    Object.fromEntries(Object.entries(entries).filter(([name]) => /host/.test(name))),
    options,
  );
  assertEquals(new Set(Object.values(statesOf(result))), new Set(["failed"]), JSON.stringify(result));
  assertEquals(counter.take(), []);
  assertStringIncludes(
    result.plugins["npm in the host"]!.error!,
    "mod.js is not as it is in the tarball with the integrity",
  );
  assertStringIncludes(result.plugins["jsr in the host"]!.error!, "what is served is not what was pinned");
});

Deno.test("a package that was fetched when the registry lied does not run once the registry tells the truth", async () => {
  await using counter = new Counter();
  await using sources = await Sources.start(counter.module("good"));
  const integrity = await sources.integrities();
  await sources.serve(counter.module("evil"));
  using cache = new TempFolder();
  copyLibraries(cache.path);
  const options = { ownCache: false, env: { ...sources.env, DENO_DIR: cache.path }, then: "" };
  const from = sources.specifiers.npm;
  await run(sources, { p: from }, options);
  assertEquals(counter.take(), ["evil"]);

  await sources.serve(counter.module("good"));
  // As Deno does whenever it needs another version of the package: what is said of the versions is new, their files are not.
  const list = [...Deno.readDirSync(`${cache.path}/npm`)].map(({ name }) =>
    `${cache.path}/npm/${name}/@acme/plugin/registry.json`
  );
  for (const path of list) await Deno.remove(path).catch(() => {});
  const result = await run(sources, { p: { from, integrity: integrity.npm } }, options);
  assertEquals([statesOf(result), counter.take()], [{ p: "failed" }, []], JSON.stringify(result));
  assertStringIncludes(result.plugins.p!.error!, "is not as it is in the tarball");
});

Deno.test("a local file has the SHA-256 of its source as integrity, in the host, in a process and in a worker", async () => {
  await using counter = new Counter();
  await using sources = await Sources.start("");
  const net = { permissions: { net: [counter.host] } };
  const text = counter.module("good");
  const local = { from: "./p.js", integrity: await sha256(text) };
  const entries = {
    host: local,
    process: { ...local, ...net },
    worker: { ...local, ...net, isolation: "worker" as const },
  };
  const options = { flags: ["-A", "--unstable-worker-options"], then: "" };
  const good = await run(sources, entries, { ...options, files: { "p.js": text } });
  assertEquals(statesOf(good), { host: "loaded", process: "loaded", worker: "loaded" }, JSON.stringify(good));
  assertEquals(counter.take().length, 3);
  const evil = await run(sources, entries, { ...options, files: { "p.js": `${text} ` } });
  assertEquals(statesOf(evil), { host: "failed", process: "failed", worker: "failed" }, JSON.stringify(evil));
  assertEquals(counter.take(), []);
  assertStringIncludes(
    evil.plugins.host!.error!,
    `its integrity must be ${local.integrity}: found ${await sha256(`${text} `)}.`,
  );
});

Deno.test("in a worker, too, a source runs only with its integrity", async () => {
  await using counter = new Counter();
  await using sources = await Sources.start(counter.module("good"));
  const integrity = await sources.integrities();
  const entries = Object.fromEntries((["url", "jsr"] as const).map((kind) => {
    return [kind, {
      from: sources.specifiers[kind],
      integrity: integrity[kind],
      isolation: "worker" as const,
      permissions: { net: [counter.host] },
    }];
  }));
  const options = { flags: ["-A", "--unstable-worker-options"], then: "" };
  const good = await run(sources, entries, options);
  assertEquals(statesOf(good), { url: "loaded", jsr: "loaded" }, JSON.stringify(good));
  counter.take();
  await sources.serve(counter.module("evil"));
  const evil = await run(sources, entries, options);
  assertEquals(statesOf(evil), { url: "failed", jsr: "failed" }, JSON.stringify(evil));
  assertEquals(counter.take(), []);
});

Deno.test("the integrity of a file is that of the one file: what it imports is not covered", async () => {
  await using counter = new Counter();
  await using sources = await Sources.start("");
  const text = `export { default } from "./other.js";`;
  const entries = { p: { from: "./p.js", integrity: await sha256(text) } };
  const files = { "p.js": text, "other.js": counter.module("other") };
  assertEquals(statesOf(await run(sources, entries, { files })), { p: "loaded" });
});

Deno.test("a name of the import map can be pinned, if it stands for one version", async () => {
  await using counter = new Counter();
  await using sources = await Sources.start(counter.module("good"));
  const { jsr } = await sources.integrities();
  const result = await run(sources, {
    exact: { from: "exact", integrity: jsr },
    wrong: { from: "exact", integrity: `sha256-${"0".repeat(64)}` },
    range: { from: "range", integrity: jsr },
  }, { imports: { exact: "jsr:@acme/plugin@1.0.0", range: "jsr:@acme/plugin@^1" } });
  assertEquals(statesOf(result), { exact: "loaded", wrong: "failed", range: "failed" }, JSON.stringify(result));
  assertStringIncludes(
    result.plugins.range!.error!,
    `'from' must name one, such as "jsr:@acme/plugin@1.2.3": it names '^1'`,
  );
});

Deno.test("without the permission to start Deno, a source with integrity is not loaded, and the reason is told", async () => {
  await using counter = new Counter();
  await using sources = await Sources.start(counter.module("good"));
  const integrity = await sources.integrities();
  const entries = Object.fromEntries(
    KINDS.map((kind) => [kind, { from: sources.specifiers[kind], integrity: integrity[kind] }]),
  );
  const flags = ["--allow-read", "--allow-write", "--allow-net", "--allow-env", "--allow-import"];
  const result = await run(sources, entries, { flags, then: "" });
  assertEquals(statesOf(result), { url: "failed", jsr: "failed", npm: "failed" }, JSON.stringify(result));
  assertEquals(counter.take(), []);
  assertStringIncludes(result.plugins.url!.hint!, "--allow-run=");
});

Deno.test("a server that never answers is given up at the deadline, and the host can end", async () => {
  await using sources = await Sources.start("");
  const integrity = await sources.integrities();
  const never = Promise.withResolvers<void>();
  sources.onRequest = () => never.promise;
  const entries = Object.fromEntries(KINDS.map((kind) => {
    return [kind, { from: sources.specifiers[kind], integrity: integrity[kind], timeoutMs: 1000 }];
  }));
  const result = await run(sources, entries, { then: "" });
  never.resolve();
  assertEquals([result.code, statesOf(result)], [0, { url: "failed", jsr: "failed", npm: "failed" }]);
  assertStringIncludes(result.plugins.url!.error!, "it did not finish within 1000 ms.");
});

Deno.test("a pinned local file that is changed while it is watched is not loaded again", async () => {
  using folder = new PluginFolder();
  await using pm = demo();
  const from = folder.plugin("p.ts", `export const say = hookimpl(() => "good");`);
  const integrity = await sha256(Deno.readTextFileSync(`${folder.path}/p.ts`));
  const failed = Promise.withResolvers<unknown>();
  pm.on("load", ({ when, reload, error }) => {
    if (reload && when !== "before") failed.resolve(error);
  });
  await folder.load(pm, { p: { from, integrity } }, { watch: true });
  folder.plugin("p.ts", `export const say = hookimpl(() => "evil");`);
  assertEquals((await failed.promise as { code?: string }).code, "integrity-mismatch");
  assertEquals(pm.hook.say({ to: "all" }), ["good"]);
});

Deno.test("a package in node_modules runs only as long as its files are those of the tarball", async () => {
  await using counter = new Counter();
  await using sources = await Sources.start(counter.module("good"));
  const { npm } = await sources.integrities();
  using folder = new TempFolder();
  const config = JSON.stringify({ imports: { "@tenon/tenon": TENON }, nodeModulesDir: "auto" });
  const options = { folder, files: { ...sources.files, "deno.json": config }, then: "" };
  const entries = { p: { from: sources.specifiers.npm, integrity: npm } };
  const good = await run(sources, entries, options);
  assertEquals([statesOf(good), counter.take()], [{ p: "loaded" }, ["good"]], JSON.stringify(good));

  const place = `${folder.path}/node_modules/.deno/@acme+plugin@1.0.0/node_modules/@acme/plugin`;
  const changes: [file: string, text: string][] = [
    ["mod.js", counter.module("evil")],
    ["package.json", JSON.stringify({ name: "@acme/plugin", version: "1.0.0", type: "module", exports: "./evil.js" })],
    ["evil.js", counter.module("evil")],
  ];
  for (const [file, text] of changes) {
    const before = await Deno.readTextFile(`${place}/${file}`).catch(() => undefined);
    // Deno links the file from its cache: that one is not what is changed here.
    await Deno.remove(`${place}/${file}`).catch(() => {});
    await Deno.writeTextFile(`${place}/${file}`, text);
    const result = await run(sources, entries, options);
    assertEquals([statesOf(result), counter.take()], [{ p: "failed" }, []], `${file} ${JSON.stringify(result)}`);
    assertStringIncludes(result.plugins.p!.error!, `${file} is not as it is in the tarball`);
    await Deno.remove(`${place}/${file}`);
    if (before !== undefined) await Deno.writeTextFile(`${place}/${file}`, before);
  }
});
