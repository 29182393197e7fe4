import { assert, assertEquals } from "@std/assert";
import { closeLinks, denoFlags, type Grant } from "../../../src/sandbox/grant/mod.ts";
import type { PermissionSet } from "../../../src/manifest/types.ts";
import { runDeno } from "../../support/deno.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { grantOf, laterRefusalOf, runHost, WHO } from "./support.ts";

/** A folder `docs` with links of all sorts, beside a folder `secret`. */
function layOut(): TempFolder {
  const folder = new TempFolder();
  folder.write("secret/file", "secret");
  folder.write("docs/inside/file", "inside");
  folder.write("docs/deep/er/file", "inside");
  const links = { "docs/in": "inside", "docs/out": "../secret", "docs/deep/out": "../../secret/file" };
  for (const [path, to] of Object.entries(links)) Deno.symlinkSync(to, `${folder.path}/${path}`);
  return folder;
}

const close = (set: PermissionSet, { path }: TempFolder, dangerous = false): Promise<Grant> => {
  return closeLinks(grantOf(set, Deno.realPathSync(path)), dangerous, WHO);
};

/** What a process with a grant reads of some files: their text, or the error's name. */
async function readAll(grant: Grant, folder: TempFolder, ...names: string[]): Promise<string[]> {
  const file = folder.write(
    "read.ts",
    `console.log(JSON.stringify(Deno.args.map((path) => {
      try { return Deno.readTextFileSync(path); } catch (error) { return error.name; }
    })));`,
  );
  const paths = names.map((name) => `${Deno.realPathSync(folder.path)}/${name}`);
  const { stdout } = await runDeno(["run", "--no-check", "--no-prompt", ...denoFlags(grant), file, ...paths]);
  return JSON.parse(stdout);
}

Deno.test("links in a folder that may be read lead nowhere if they lead out of the grant", async () => {
  using folder = layOut();
  const files = ["docs/inside/file", "docs/in/file", "docs/out/file", "docs/deep/out", "secret/file"];
  const open = grantOf({ read: ["docs"] }, Deno.realPathSync(folder.path));
  // This is what Deno does by itself.
  assertEquals(await readAll(open, folder, ...files), ["inside", "inside", "secret", "secret", "NotCapable"]);
  const closed = await close({ read: ["docs"] }, folder);
  const denied = ["NotCapable", "NotCapable", "NotCapable"];
  assertEquals(await readAll(closed, folder, ...files), ["inside", "inside", ...denied]);
});

Deno.test("a link to what is granted as well stays open", async () => {
  using folder = layOut();
  const closed = await close({ read: ["docs", "secret"] }, folder);
  assertEquals(closed.rules.read.deny, []);
});

Deno.test("a link to what is denied, or to what holds it, is denied too", async () => {
  using folder = layOut();
  Deno.symlinkSync("deep", `${folder.path}/docs/to-deep`);
  const closed = await close({ read: { allow: ["docs", "secret"], deny: ["docs/deep/er"] } }, folder);
  assertEquals(await readAll(closed, folder, "docs/to-deep/er/file", "docs/inside/file"), ["NotCapable", "inside"]);
});

Deno.test("a link to nothing is denied: something may be there later", async () => {
  using folder = new TempFolder();
  folder.write("docs/file", "");
  Deno.symlinkSync("../later", `${folder.path}/docs/link`);
  const real = Deno.realPathSync(folder.path);
  assertEquals((await close({ read: ["docs"] }, folder)).rules.read.deny, [`${real}/docs/link`]);
});

Deno.test("links are denied in all the ways in which their folder is granted", async () => {
  using folder = layOut();
  Deno.symlinkSync("docs", `${folder.path}/alias`);
  const closed = await close({ read: ["alias"] }, folder);
  assertEquals(
    await readAll(closed, folder, "alias/inside/file", "alias/out/file", "docs/out/file"),
    ["inside", "NotCapable", "NotCapable"],
  );
});

Deno.test("a folder that may be written must not have links: moved, they lead elsewhere", async () => {
  using folder = new TempFolder();
  const real = Deno.realPathSync(folder.path);
  folder.write("secret", "outside");
  folder.write("data/secret", "inside");
  folder.write("data/deep/file", "");
  Deno.symlinkSync("../secret", `${folder.path}/data/deep/link`);
  const set = { read: ["data"], write: ["data"] };
  // This is what Deno does by itself.
  const file = folder.write(
    "move.ts",
    `Deno.renameSync("${real}/data/deep", "${real}/data/deeper");
    Deno.renameSync("${real}/data/deeper/link", "${real}/data/link");
    console.log(Deno.readTextFileSync("${real}/data/link"));`,
  );
  const flags = denoFlags(grantOf(set, real));
  assertEquals((await runDeno(["run", "--no-check", "--no-prompt", ...flags, file])).stdout, "outside\n");

  const { code, message } = await laterRefusalOf(close(set, folder));
  assertEquals(code, "links");
  assert(message.includes("folders that it may write have links in them ("), message);
  await laterRefusalOf(close({ write: ["data"] }, folder));
  // Denying the link is no help, since what is around it can be moved.
  await laterRefusalOf(close({ read: ["data"], write: { allow: ["data"], deny: ["data/deep/link"] } }, folder));
});

Deno.test("where the entry says that it is dangerous, links are as Deno takes them", async () => {
  using folder = layOut();
  assertEquals((await close({ read: ["docs"], write: ["docs"] }, folder, true)).rules.read.deny, []);
});

Deno.test("where everything may be read, there is no way out", async () => {
  using folder = layOut();
  assertEquals((await close({ read: true }, folder)).rules.read, { allow: true, deny: [] });
});

Deno.test("files, folders that are not there yet, and nothing at all have no links", async () => {
  using folder = layOut();
  for (const set of [{}, { read: ["docs/inside/file", "later"], write: ["later", "new.db"] }]) {
    const grant = grantOf(set, Deno.realPathSync(folder.path));
    assertEquals(await closeLinks(grant, false, WHO), grant);
  }
});

Deno.test("a link that leads out and cannot be denied is told", async () => {
  using folder = layOut();
  Deno.symlinkSync("../secret", `${folder.path}/docs/a,b`);
  const { code, message } = await laterRefusalOf(close({ read: ["docs"] }, folder));
  assertEquals([code, message.includes("/docs/a,b' that lead out of what is granted")], ["links", true], message);
});

Deno.test("a host that may write a folder but not read it cannot look for links there", async () => {
  using folder = layOut();
  const { stdout } = await runHost(
    [`--allow-write=${folder.path}`],
    folder.path,
    `const who = { plugin: "p", source: "./p.ts" };
    const grant = grants.resolveGrant({ write: [${JSON.stringify(`${folder.path}/docs`)}] }, undefined, who);
    await grants.closeLinks(grant, false, who).catch((error) => console.log(error.code, error.message));`,
  );
  assert(stdout.startsWith("links ") && stdout.includes("it would need --allow-read"), stdout);
});
