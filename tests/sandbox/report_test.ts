/** What is said of an isolated plugin's permissions: what it has, what it wants, and what it was denied. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { inspectPlugin } from "@tenon/tenon";
import { Border, ISOLATION, rejection, write } from "./support.ts";

const WANTS = `export const permissions = { read: ["./data"], net: ["api.example.com"], env: ["HOME"] };
  export const ask = hookimpl(() => 1);`;
/** A plugin that reads a file when it is asked. */
const READS = `export const ask = hookimpl(({ value }) => Deno.readTextFile(value));`;

Deno.test("the report says where a plugin runs, what it is granted, what it wants besides, and shows it to people", async () => {
  await using border = await Border.load({
    none: "export const ask = hookimpl(() => 1);",
    some: { body: WANTS, permissions: { net: ["api.example.com"] } },
    host: { body: WANTS, permissions: "inherit" },
  });
  const of = border.report.plugins.map(({ isolation, grant, wanted, missing }) => [isolation, grant, wanted, missing]);
  assertEquals(of, [
    [ISOLATION, "none", undefined, []],
    [
      ISOLATION,
      "net api.example.com",
      "read ./data; net api.example.com; env HOME",
      ["read ./data", "env HOME"],
    ],
    ["host", "inherit", undefined, []],
  ]);
  assertStringIncludes(
    String(border.report),
    "some: it wants read ./data; net api.example.com; env HOME, and is not granted read ./data, env HOME.",
  );
});

Deno.test("a grant that is an escape by nature needs a word more, and is in the report", async () => {
  const entry = { body: "export const ask = hookimpl(() => 1);", permissions: { run: ["git"] } };
  await using border = await Border.tryToLoad({ without: entry, with: { ...entry, dangerous: true } });
  const [without, withIt] = border.report.plugins;
  assertEquals([without!.state, without!.error!.stage], ["failed", "grant"]);
  assertStringIncludes(`${without!.error!.message} ${without!.error!.hint}`, '"dangerous": true');
  assertEquals([withIt!.state, withIt!.grant], ["loaded", "run git"]);
  assertMatch(withIt!.note!, /^dangerous: .*'run'/);
});

Deno.test("what a plugin was denied while it was loaded is in the report, as its entry would have to say it", async () => {
  await using border = await Border.tryToLoad({
    a: `await Deno.readTextFile("/no/such/file"); export const ask = hookimpl(() => 1);`,
  });
  const [line] = border.report.plugins;
  assertEquals(line!.needed, '"permissions": { "read": ["/no/such/file"] }');
  assertStringIncludes(String(border.report), 'It would need "permissions": { "read": ["/no/such/file"] }');
});

Deno.test("what a plugin is denied later is an event, once for each", async () => {
  await using border = await Border.load({ a: READS, b: { body: READS, onError: "skip" } });
  const { pm } = border;
  const denied: string[] = [];
  pm.on("denied", ({ plugin, hint }) => denied.push(`${plugin}: ${hint}`));
  for (const value of ["/one", "/one", "/two"]) await rejection(pm.hook.ask({ value }));
  const hint = (file: string) => `"permissions": { "read": ["${file}"] }`;
  assertEquals(denied, [`b: ${hint("/one")}`, `a: ${hint("/one")}`, `b: ${hint("/two")}`, `a: ${hint("/two")}`]);
});

Deno.test("a permission that was granted is not denied", async () => {
  const file = new URL("support.ts", import.meta.url).pathname;
  await using border = await Border.load({ a: { body: READS, permissions: { read: [file] } } });
  assertEquals(await border.pm.hook.ask({ value: file }), [await Deno.readTextFile(file)]);
});

/** Inspection is always in a process. */
const inspect = async (name: string, body: string, timeoutMs = 30_000) =>
  await inspectPlugin(await write(name, body), { project: "border", timeoutMs });

Deno.test("a plugin that is inspected tells what it wants and the hooks that it has impls of", async () => {
  const { wanted, needed, hooks, error, note } = await inspect(
    "wants",
    `${WANTS} export const other = hookimpl({ specname: "first" }, () => 1);`,
  );
  assertEquals(wanted, "read ./data; net api.example.com; env HOME");
  assertEquals([needed, hooks, error, note], [undefined, ["ask", "first"], undefined, undefined]);
});

Deno.test("a plugin that is inspected has no permissions, and what it was denied is told", async () => {
  const { needed, hooks, error } = await inspect("needs", `await Deno.readTextFile("/x"); ${WANTS}`);
  assertEquals([needed, hooks], ['"permissions": { "read": ["/x"] }', []]);
  assertMatch(error!.message, /NotCapable: Requires read access/);
});

Deno.test("a plugin that fails, ends, never comes or has no hooks is a finding, not a failure", async () => {
  const throws = await inspect("throws", "throw new RangeError('no');");
  assertMatch(throws.error!.message, /it threw RangeError: no/);
  const ends = await inspect("ends", "Deno.exit(3);");
  assertMatch(ends.error!.message, /exit code 3/);
  const never = await inspect("never", "await new Promise(() => {});", 1000);
  assertMatch(never.error!.message, /did not finish within 1000 ms/);
  const none = await inspect("none", "export const x = 1;");
  assertMatch(none.note!, /no impl of any hook of 'border'/);
  const nowhere = await inspectPlugin("./nowhere.ts", { project: "border", base: import.meta.url });
  assertMatch(nowhere.error!.message, /Module not found/);
});

Deno.test("a plugin is inspected with its options", async () => {
  const url = await write("optional", "export default ({ hooks }) => hooks ? { ask: hookimpl(() => 1) } : {};");
  assertEquals((await inspectPlugin(url, { project: "border", options: { hooks: true } })).hooks, ["ask"]);
  assertEquals((await inspectPlugin(url, { project: "border" })).hooks, []);
});

Deno.test("a wish that cannot be understood is told, whether the plugin is loaded or inspected", async () => {
  const body = "export const permissions = { raed: true }; export const ask = hookimpl(() => 1);";
  await using border = await Border.load({ strange: body });
  assertMatch(border.report.plugins[0]!.note!, /raed/);
  assertMatch((await inspect("strange", body)).note ?? "", /raed/);
});
