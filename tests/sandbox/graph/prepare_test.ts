import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { changedSince } from "../../../src/sandbox/graph/mod.ts";
import { parseGraph, reach } from "../../../src/sandbox/graph/info.ts";
import { parseJsonc } from "../../../src/sandbox/graph/jsonc.ts";
import { Place, start } from "./support.ts";

Deno.test("a file that is replaced, rewritten, linked elsewhere or removed is told, and others are not", async () => {
  using place = new Place({ "it.ts": `import "./a.ts"; import "./b.ts";`, "a.ts": "1;", "c.ts": "1;" });
  Deno.symlinkSync(`${place.path}/c.ts`, `${place.path}/b.ts`);
  const changes: [string, () => void][] = [
    ["a.ts", () => place.write("a.ts", "2;")],
    ["a.ts", () => Deno.renameSync(place.write("new.ts", "2;"), `${place.path}/a.ts`)],
    ["b.ts", () => place.write("c.ts", "33;")],
    ["b.ts", () => {
      Deno.removeSync(`${place.path}/b.ts`);
      Deno.symlinkSync(`${place.path}/a.ts`, `${place.path}/b.ts`);
    }],
    ["it.ts", () => Deno.removeSync(`${place.path}/it.ts`)],
  ];
  for (const [name, change] of changes) {
    const { files } = await place.prepare("it.ts");
    assertEquals(files.map(({ path }) => path.slice(place.path.length + 1)), ["it.ts", "a.ts", "b.ts"]);
    assertEquals(await changedSince(files), undefined);
    change();
    assertEquals(await changedSince(files), `${place.path}/${name}`);
  }
});

Deno.test("a file whose time was set back is told", async () => {
  using place = new Place({ "it.ts": "1;" });
  const path = `${place.path}/it.ts`;
  Deno.utimeSync(path, 1000, 1000);
  const { files } = await place.prepare("it.ts");
  place.write("it.ts", "2;");
  Deno.utimeSync(path, 1000, 1000);
  assertEquals(await changedSince(files), path);
});

Deno.test("a plugin that is edited is prepared as it is then", async () => {
  using place = new Place({ "it.ts": "export default () => 1;", "b.ts": "export default 2;" });
  assertEquals(await place.run("it.ts"), 1);
  place.write("it.ts", "import b from './b.ts'; export default () => b;");
  assertEquals(await place.run("it.ts"), 2);
});

Deno.test("many hosts can prepare the same plugin at the same time", async () => {
  using place = new Place({ "it.ts": "export default () => 1;" });
  const all = await Promise.all(Array.from({ length: 8 }, () => place.prepare("it.ts")));
  assertEquals(await Promise.all(all.slice(0, 3).map((one) => start(one))), [1, 1, 1]);
  assertEquals(new Set(all.map(({ flags }) => flags.join(" "))).size, 1);
  const left = [...Deno.readDirSync(all[0]!.denoDir)].map(({ name }) => name);
  assertEquals(left.filter((name) => /^(stage|settings)-/.test(name)), []);
});

Deno.test("a plugin that runs keeps the lock that it began with while others are made", async () => {
  using place = new Place({ "it.ts": "export default () => 1;" });
  const { flags } = await place.prepare("it.ts");
  const lock = flags.find((flag) => flag.startsWith("--lock="))!.slice("--lock=".length);
  const text = Deno.readTextFileSync(lock);
  place.write("it.ts", "export default () => 2;");
  await place.prepare("it.ts");
  assertEquals(Deno.readTextFileSync(lock), text);
});

Deno.test("a lock of an earlier preparation that is broken is made anew", async () => {
  using place = new Place({ "it.ts": "export default () => 1;" });
  const { flags } = await place.prepare("it.ts");
  const folder = flags.find((flag) => flag.startsWith("--lock="))!.slice("--lock=".length).replace(/[^/]*$/, "");
  Deno.writeTextFileSync(`${folder}lock.json`, "{ half");
  assertEquals(await place.run("it.ts"), 1);
});

Deno.test("nothing can be stored behind the host's back, in workers neither", async () => {
  const attempts = `const attempts = {
    localStorage: () => localStorage.setItem("a", "b"),
    caches: async () => await (await caches.open("a")).put("http://a/", new Response("b")),
    kv: async () => await Deno.openKv(),
    sqlite: () => new (process.getBuiltinModule("node:sqlite").DatabaseSync)("plugin.sqlite"),
  };
  const tried = async () => {
    const done = [];
    for (const [name, attempt] of Object.entries(attempts)) try { await attempt(); done.push(name); } catch { /* good */ }
    return done;
  };`;
  using place = new Place({
    "it.ts": `import process from "node:process";
      ${attempts}
      const inWorker = () => new Promise((resolve) => {
        const code = ${
      JSON.stringify(`import process from "node:process";${attempts} self.postMessage(await tried());`)
    };
        const worker = new Worker("data:text/javascript," + encodeURIComponent(code), { type: "module" });
        worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
      });
      export default async () => [await tried(), await inWorker()];`,
  });
  const prepared = await place.prepare("it.ts");
  assertEquals(await start(prepared, "--location=http://a/"), [[], []]);
  Deno.removeSync(`${prepared.denoDir}/location_data`);
  assertEquals(await start(prepared, "--location=http://a/"), [["localStorage", "caches"], ["caches"]]);
});

Deno.test("a plugin sees nothing of the host's environment but which registries there are", async () => {
  using place = new Place({ "it.ts": "export default () => Object.keys(Deno.env.toObject()).sort();" }, {
    SECRET: "x",
  });
  const names = await start(await place.prepare("it.ts"), "--allow-env") as string[];
  // Deno itself adds a variable of its own, and a PATH to a folder in its own.
  assertEquals(
    names.filter((name) => !/^(?:DENO_.*|NO_COLOR|PATH|JSR_URL|NPM_CONFIG_REGISTRY)$/.test(name)),
    [],
  );
});

/** Prepares a plugin in a host that has only these permissions. */
async function withOnly(place: Place, ...flags: string[]): Promise<string> {
  const host = place.write(
    "host.ts",
    `import { preparePlugin } from "${new URL("../../../src/sandbox/graph/mod.ts", import.meta.url)}";
    const input = { plugin: "it", source: "it", url: "${
      place.url("it.ts")
    }", runner: "${place.runner}", importHosts: [] };
    try { console.log((await preparePlugin(input)).denoDir); } catch (error) { console.log(error.code, error.message, error.hint); }`,
  );
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-lock", "--no-config", "--no-prompt", ...flags, host],
  }).output();
  return new TextDecoder().decode(output.stdout) + new TextDecoder().decode(output.stderr);
}

Deno.test("a host that may not start Deno, or write anywhere, is told what it lacks", async () => {
  using place = new Place({ "it.ts": "export default () => 1;" });
  const run = `--allow-run=${Deno.execPath()}`;
  const noRun = await withOnly(place, "--allow-read", "--allow-write", "--allow-env");
  assert(noRun.startsWith("no-run-permission"), noRun);
  assertStringIncludes(noRun, run);
  const noWrite = await withOnly(place, "--allow-read", run, "--allow-env");
  assert(noWrite.startsWith("no-cache-permission"), noWrite);
  assertStringIncludes(noWrite, `--allow-write for ${place.path}/deno/tenon`);
});

Deno.test("where the host may not read its environment, a folder for the time of the process is used", async () => {
  using place = new Place({ "it.ts": "export default () => 1;" });
  const folder = (await withOnly(place, "--allow-read", "--allow-write", `--allow-run=${Deno.execPath()}`)).trim();
  assertStringIncludes(folder, "tenon-");
  assertEquals(await Deno.stat(folder).then(() => "there", () => "gone"), "gone");
});

Deno.test("preparing ends when it is told to", async () => {
  using place = new Place({ "it.ts": "export default () => 1;" });
  const reason = new Error("enough");
  const before = await place.prepare("it.ts", { signal: AbortSignal.abort(reason) }).catch((error) => error);
  assertEquals(before, reason);
  const controller = new AbortController();
  const during = place.prepare("it.ts", { signal: controller.signal }).catch((error) => error);
  setTimeout(() => controller.abort(reason), 5);
  const result = await during;
  assert(result === reason || "main" in result, String(result));
});

Deno.test("whatever Deno says about a graph, reading it does not throw", () => {
  fc.assert(fc.property(fc.json(), (text) => {
    const graph = parseGraph(text);
    if (graph !== undefined) reach(graph, "a");
  }));
  const key = fc.constantFrom(
    "modules",
    "specifier",
    "dependencies",
    "code",
    "redirects",
    "npmPackages",
    "__proto__",
    "kind",
  );
  const info = fc.dictionary(
    key,
    fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small", maxDepth: 5 },
        fc.string(),
        fc.integer(),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(key, tie("value")),
      ),
    })).value,
  );
  fc.assert(fc.property(info, fc.string(), (value, start) => {
    const graph = parseGraph(JSON.stringify(value));
    if (graph !== undefined) reach(graph, start);
  }));
});

Deno.test("redirects in circles are followed to an end", () => {
  const graph = parseGraph(JSON.stringify({ modules: [], redirects: { a: "b", b: "a" } }))!;
  assertEquals(reach(graph, "a").size, 1);
});

Deno.test("JSON with comments and trailing commas is read as JSON without", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const text = JSON.stringify(value, null, 2);
    assertEquals(parseJsonc(text), JSON.parse(text));
    const trailing = text.replace(/\n(\s*[\]}])/g, ",\n$1");
    const commented = trailing.replace(/\n/g, ' // ", ] } /*\n/* " // ] */ ');
    assertEquals(parseJsonc(commented), JSON.parse(text));
  }));
  assertEquals(parseJsonc('\uFEFF{"a": [1, /* , */ ], // }\n "b": ",]", }'), { a: [1], b: ",]" });
});
