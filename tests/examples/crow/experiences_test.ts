/**
 * Three ways to have crow: without plugins, with those of plugins.jsonc, and with those that were only installed with
 * `deno add` from a registry.
 */
import * as acp from "@agentclientprotocol/sdk";
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { JsrRegistry } from "../../support/jsr_registry.ts";
import { tenonPackage } from "../../support/tenon_package.ts";
import { CrowClient } from "./acp_client.ts";
import { crowPackages, PLUGINS } from "./plugins/packages.ts";
import { Folder, messagesIn, pluginsIn } from "./support.ts";

/** A user's folder, with a cache of its own. */
class User implements Disposable {
  readonly folder = new Folder({ "deno.json": "{}", "skills/tea.md": "# Tea\n\nTea is served at four.\n" });
  readonly #cache = new Folder();
  readonly #env: Record<string, string>;

  constructor(registry: JsrRegistry) {
    // Packages of npm are as they are; nobody has to fetch them again.
    const { stdout } = new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync();
    Deno.symlinkSync(JSON.parse(new TextDecoder().decode(stdout)).npmCache, this.#cache.file("npm"));
    this.#env = { ...registry.env, DENO_DIR: this.#cache.path, NO_COLOR: "1", TENON_DISABLE_AUTOLOAD: "" };
  }

  /** Runs Deno as the user does. */
  async deno(...args: string[]): Promise<void> {
    const options = { args, cwd: this.folder.path, env: this.#env, stdin: "null" as const };
    const { code, stderr } = await new Deno.Command(Deno.execPath(), options).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
  }

  /** Starts crow as an editor of the user does. */
  crow(): Promise<CrowClient> {
    return CrowClient.start({ cwd: this.folder.path, deno: ["run", "-A", "jsr:@crow/acp"], env: this.#env });
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]();
    this.#cache[Symbol.dispose]();
  }
}

Deno.test("without plugins it answers, and has the agent's own tools", async () => {
  using folder = new Folder({ "a.md": "Hello." });
  await using client = await CrowClient.start({ cwd: folder.path, args: ["--no-plugins"] });
  const id = await client.newSession(folder.path);
  assertEquals(await client.prompt(id, "Read a.md"), "end_turn");
  assertStringIncludes(client.text(id), "Hello.");
  assertStringIncludes(client.stderr, "crow: no plugins");
});

Deno.test("with plugins.jsonc its plugins find passages, add tools, and keep the conversation", async () => {
  using folder = new Folder({ "docs/tea.md": "# Tea\n\nTea is served at four.\n" });
  const client = await CrowClient.start({ cwd: folder.path, args: [pluginsIn(folder.path)] });
  const id = await client.newSession(folder.path);
  assertEquals(await client.prompt(id, "When is tea served?"), "end_turn");
  assertStringIncludes(client.text(id), 'Tea is served at four.\n  from docs/tea.md, "Tea"');
  assertEquals(await client.prompt(id, "/tool search_skills tea"), "end_turn");
  const [call, ...updates] = client.tools(id);
  assertEquals([call?.name, ...updates.map(({ status }) => status)], ["search_skills", "in_progress", "completed"]);
  assertEquals(await client.close(), 0);
  for (const name of PLUGINS) assertMatch(client.stderr, new RegExp(`${name} +loaded +process`));
  assertEquals(messagesIn(folder.file(".crow/crow.db")).map(({ role }) => role), [
    ...["user", "assistant"],
    ...["user", "assistant", "tool", "assistant"],
  ]);
});

Deno.test("deno add of crow alone: it has no plugins, and answers", async () => {
  await using registry = await JsrRegistry.start(tenonPackage(), ...crowPackages());
  using user = new User(registry);
  await user.deno("add", "jsr:@crow/acp");
  await using client = await user.crow();
  const id = await client.newSession(user.folder.path);
  assertEquals(await client.prompt(id, "/tool read_file skills/tea.md"), "end_turn");
  assertStringIncludes(client.text(id), "Tea is served at four.");
  assertStringIncludes(client.stderr, "crow: no plugins");
});

Deno.test("deno add of plugins: crow has them at its next start, and they do what they are for", async () => {
  await using registry = await JsrRegistry.start(tenonPackage(), ...crowPackages());
  using user = new User(registry);
  await user.deno("add", "jsr:@crow/acp", ...PLUGINS.map((name) => `jsr:@crow/${name}`));

  const first = await user.crow();
  const sessionId = await first.newSession(user.folder.path);
  assertEquals(await first.prompt(sessionId, "When is tea served?"), "end_turn");
  for (const name of PLUGINS) assertMatch(first.stderr, new RegExp(`@crow/${name} +loaded +host`));
  assertStringIncludes(first.text(sessionId), "Tea is served at four.");
  const said = first.text(sessionId);
  assertEquals(await first.close(), 0);
  assertEquals(messagesIn(user.folder.file(".crow/crow.db")).map(({ role }) => role), ["user", "assistant"]);

  // For anything finer there is a manifest, in the user's own folder.
  const analytics = { from: "jsr:@crow/analytics", enabled: false };
  Deno.writeTextFileSync(user.folder.file("plugins.jsonc"), JSON.stringify({ plugins: { analytics } }));
  await using second = await user.crow();
  await second.request(acp.methods.agent.session.load, { sessionId, cwd: user.folder.path, mcpServers: [] });
  assertEquals(second.text(sessionId), said);
  assertMatch(second.stderr, /analytics +disabled/);
});
