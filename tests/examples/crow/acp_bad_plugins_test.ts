/** Plugins that misbehave, isolated and in the host: the turn goes on without them, and the log names them. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { CrowClient } from "./acp_client.ts";
import { Folder } from "./support.ts";

/** A plugin with the hook `beforeRun`, and tools of the name of its own. */
function plugin(tool: string, beforeRun: string, callTool = 'return { content: "fine" };'): string {
  const info = { name: tool, description: "", parameters: { type: "object" }, kind: "other", asks: false };
  return `// Without imports, so that it runs from any folder.
const hookimpl = (fn) => Object.assign(fn, { [Symbol.for("tenon.hookimpl:crow-acp")]: { format: 1 } });
export default {
  beforeRun: hookimpl(async ({ session }) => { ${beforeRun} }),
  listTools: hookimpl(async () => [${JSON.stringify(info)}]),
  callTool: hookimpl(async ({ call }) => {
    if (call.name === ${JSON.stringify(tool)}) { ${callTool} }
  }),
};`;
}

const PLUGINS: Readonly<Record<string, string>> = {
  good: plugin("good", ""),
  throws: plugin("throws", 'throw new Error("no use");', 'throw new Error("no use");'),
  exits: plugin("exits", "Deno.exit(3);"),
  hangs: plugin("hangs", "await new Promise(() => {});", "await new Promise(() => {});"),
  loops: plugin("loops", "while (true);"),
  instructs: plugin("instructs", "await session.instruct(5);"),
  adds: plugin("adds", "await session.addPassages([null]);"),
  cites: plugin("cites", "await session.addPassages([{ source: 5, text: 7 }]);"),
  remembers: plugin("remembers", "await session.remember({ userInput: 5, answer: { a: 1 } });"),
  lies: plugin("lies", "return 7;", "return { content: 7 };"),
};

/** A folder with the plugins and a manifest of them. */
function folderWith(names: readonly string[], entry: object): Folder {
  const plugins = Object.fromEntries(
    names.map((name) => [name, { from: `./${name}.ts`, timeoutMs: 10_000, ...entry }]),
  );
  return new Folder({
    "plugins.jsonc": JSON.stringify({ discover: false, plugins }),
    ...Object.fromEntries(names.map((name) => [`${name}.ts`, PLUGINS[name]!])),
  });
}

/** Has a turn go through all of them. */
async function survives(names: readonly string[], entry: object): Promise<void> {
  using folder = folderWith(names, entry);
  await using client = await CrowClient.start({
    cwd: folder.path,
    args: [`--plugins=${folder.file("plugins.jsonc")}`],
  });
  const id = await client.newSession(folder.path);
  const bad = names.filter((name) => name !== "good");
  const calls = names.map((name) => `/tool ${name}`).join("\n");
  assertEquals(await client.prompt(id, calls), "end_turn");
  assertStringIncludes(client.text(id), "good says:\n\nfine");
  // What they have tried leaves nothing behind in the session.
  assertEquals(await client.prompt(id, "And now?"), "end_turn");
  for (const name of bad.filter((name) => name !== "lies")) {
    assertStringIncludes(client.stderr, `crow: ${name}: problem: failed in beforeRun: `);
  }
  for (const name of ["throws", "hangs", "lies"].filter((name) => names.includes(name))) {
    assertStringIncludes(client.text(id), `${name} says:\n\nThe plugin that has the tool ${name} did not answer.`);
    assertStringIncludes(client.stderr, `crow: ${name}: problem: failed in callTool: `);
  }
}

Deno.test("isolated plugins that throw, exit, loop or answer with nonsense cost the turn nothing", async () => {
  await survives(["good", "throws", "exits", "loops", "lies"], {});
});

Deno.test("plugins in the host that throw, hang or answer with nonsense cost the turn nothing", async () => {
  await survives(["good", "throws", "hangs", "lies"], { permissions: "inherit", timeoutMs: 1000 });
});

Deno.test("isolated plugins that put into the session what does not belong there cost the turn nothing", async () => {
  await survives(["good", "instructs", "adds", "cites", "remembers"], {});
});
