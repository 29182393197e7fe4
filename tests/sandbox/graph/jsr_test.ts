import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { JsrRegistry } from "../../support/jsr_registry.ts";
import { Place, start } from "./support.ts";

const words = (version: string, text = version) => ({
  name: "@acme/words",
  version,
  files: { "/mod.ts": `import { mark } from "jsr:@acme/marks@^1"; export default () => "${text}" + mark;` },
});
const marks = { name: "@acme/marks", files: { "/mod.ts": `export const mark = "!";` } };

/** The lock file that a plugin is started with. */
function lockOf({ flags }: { flags: readonly string[] }): string {
  return flags.find((flag) => flag.startsWith("--lock="))!.slice("--lock=".length);
}

Deno.test("a plugin from JSR runs without any permission, and the second time without a request", async () => {
  await using jsr = await JsrRegistry.start(words("1.0.0"), marks);
  using place = new Place({}, jsr.env);
  assertEquals(await place.run("jsr:@acme/words@^1"), "1.0.0!");
  const { length } = jsr.requests;
  assertEquals(await place.run("jsr:@acme/words@^1"), "1.0.0!");
  assertEquals(jsr.requests.slice(length), []);
});

Deno.test("a plugin keeps the version that a range led to the first time", async () => {
  using place = new Place();
  const runWith = async (...versions: string[]) => {
    await using jsr = await JsrRegistry.start(...versions.map((version) => words(version)), marks);
    using _ = new Place({}, { ...jsr.env, DENO_DIR: `${place.path}/deno` });
    const { graph } = await place.prepare("jsr:@acme/words@^1");
    return [...graph.modules.keys()].find((url) => url.includes("words/"))?.split("/").at(-2);
  };
  assertEquals(await runWith("1.0.0"), "1.0.0");
  assertEquals(await runWith("1.0.0", "1.1.0"), "1.0.0");
});

Deno.test("the host's lock decides over what a plugin got before, and holds nothing else for it", async () => {
  await using jsr = await JsrRegistry.start(words("1.0.0"), words("1.1.0"), marks, { ...marks, name: "@acme/other" });
  using place = new Place({}, jsr.env);
  assertEquals(await place.run("jsr:@acme/words@^1"), "1.1.0!");
  const host = place.write("host/main.ts", "import 'jsr:@acme/words@1.0.0'; import 'jsr:@acme/other@1';");
  const lock = `${place.path}/host/deno.lock`;
  await new Deno.Command(Deno.execPath(), { args: ["cache", "--no-config", `--lock=${lock}`, host], stderr: "null" })
    .output();
  const text = Deno.readTextFileSync(lock);
  Deno.writeTextFileSync(lock, text.replace('"jsr:@acme/words@1.0.0": "1.0.0"', '"jsr:@acme/words@1": "1.0.0"'));
  const prepared = await place.prepare("jsr:@acme/words@^1", { lock });
  assertEquals(await start(prepared), "1.0.0!");
  assertEquals(Object.keys(JSON.parse(Deno.readTextFileSync(lockOf(prepared))).jsr), [
    "@acme/marks@1.0.0",
    "@acme/words@1.0.0",
  ]);
});

Deno.test("a JSR package that is not what the host has pinned is refused, whether it was fetched before or not", async () => {
  await using jsr = await JsrRegistry.start(words("1.0.0"), marks);
  using place = new Place({}, jsr.env);
  const before = Deno.readTextFileSync(lockOf(await place.prepare("jsr:@acme/words@^1")));
  const pinned = JSON.parse(before);
  pinned.jsr["@acme/words@1.0.0"].integrity = "0".repeat(64);
  const lock = place.write("host/deno.lock", JSON.stringify(pinned));
  for (let round = 0; round < 2; round++) {
    const { code, text } = await place.refuses("jsr:@acme/words@^1", { lock });
    assertEquals(code, "bad-lock");
    assertStringIncludes(text, "@acme/words@1.0.0");
    Deno.removeSync(`${place.path}/deno`, { recursive: true });
  }
  assertEquals(JSON.parse(Deno.readTextFileSync(lock)), pinned);
});

Deno.test("a lock that cannot be understood is an error that names it", async () => {
  using place = new Place({ "plugin.ts": "export default () => 1;" });
  for (const text of ["{", "[]", '{"version":"3"}', "<<<<<<<"]) {
    const lock = place.write("host/deno.lock", text);
    const { code, text: said } = await place.refuses("plugin.ts", { lock });
    assertEquals(code, "bad-lock");
    assertStringIncludes(said, lock);
  }
});

Deno.test("what else is cached, or could be fetched, cannot be imported by a name that is made up later", async () => {
  await using jsr = await JsrRegistry.start(words("1.0.0"), marks, { ...marks, name: "@acme/secret" });
  using place = new Place({
    "plugin.ts": `import "jsr:@acme/words@1";
      export default () => Promise.all(["secret", "marks", "nope"].map(async (name) => {
        try {
          return Object.keys(await import("jsr:@acme/" + name + "@1"));
        } catch (error) {
          return (error as Error).name;
        }
      }));`,
    "host.ts": `import "jsr:@acme/secret@1";`,
  }, jsr.env);
  await new Deno.Command(Deno.execPath(), { args: ["cache", "--no-lock", `${place.path}/host.ts`], stderr: "null" })
    .output();
  const prepared = await place.prepare("plugin.ts");
  const { length } = jsr.requests;
  const [secret, , nope] = await start(prepared) as unknown[];
  assertEquals([secret, nope], ["TypeError", "TypeError"]);
  assertEquals(jsr.requests.slice(length), []);
});

Deno.test("an export or package that is not there is named", async () => {
  await using jsr = await JsrRegistry.start(words("1.0.0"), marks);
  using place = new Place({}, jsr.env);
  for (const name of ["jsr:@acme/none", "jsr:@acme/words@^9", "jsr:@acme/words@1/none"]) {
    const { code, text } = await place.refuses(name);
    assertEquals(code, "fetch-failed");
    assertStringIncludes(text, name);
  }
});

Deno.test("the runner can come from JSR, and a plugin cannot import it", async () => {
  const files = {
    "/mod.ts": "",
    "/run/main.ts": `import "./b.ts"; export async function run(load) { console.log((await load()).default()); }`,
    "/run/b.ts": "",
  };
  await using jsr = await JsrRegistry.start({ name: "@tenon/tenon", files });
  using place = new Place({ "plugin.ts": "export default () => 7;" }, jsr.env);
  const runner = `${jsr.env.JSR_URL}@tenon/tenon/1.0.0/run/main.ts`;
  assertEquals(await place.run("plugin.ts", { runner }), 7);
  place.write("plugin.ts", `import "${runner.replace("main", "b")}"; export default () => 7;`);
  const { code, text } = await place.refuses("plugin.ts", { runner });
  assertEquals(code, "edge-leaves");
  assert(text.includes("part of Tenon"), text);
});
