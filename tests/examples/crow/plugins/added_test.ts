/** What a user does, with the real `deno add`: crow's agent and its plugins come from a registry, and there is no manifest. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { JsrRegistry } from "../../../support/jsr_registry.ts";
import { tenonPackage } from "../../../support/tenon_package.ts";
import { Folder, messagesIn } from "../support.ts";
import { crowPackages, PLUGINS } from "./packages.ts";

/** A host that is crow's agent and a model: it asks what it is started with, and prints what happens as JSON. */
const HOST = `import { Agent } from "@crow/acp/agent";
import { CrowSpec } from "@crow/acp/hooks";
import { PluginManager } from "@tenon/tenon";

await using plugins = new PluginManager("crow-acp", CrowSpec);
const report = await plugins.load();
const called = new Set();
plugins.addHookcallMonitoring((_, impls) => impls.forEach(({ pluginName }) => called.add(pluginName)), () => {});
const requests = [];
const model = {
  description: "a test's",
  complete({ messages, tools }) {
    requests.push({ messages, tools: tools.map(({ name }) => name) });
    const content = messages.at(-1).content;
    const toolCalls = content.startsWith("search ")
      ? [{ id: "1", name: "search_skills", args: { query: content.slice(7) } }]
      : [];
    return Promise.resolve({ content: "Done.", toolCalls, usage: { inputTokens: 10, outputTokens: 1 } });
  },
};
const notes = [];
const agent = new Agent(plugins, model, (note) => notes.push(note));
const session = await agent.startSession("s");
for (const question of Deno.args) await agent.run(session, question);
await agent.shutdown();
const loaded = report.plugins.map(({ name, state, isolation, found }) => [name, state, isolation, found].join(" "));
console.log(JSON.stringify({ loaded, called: [...called], notes, requests }));
`;

interface Printed {
  readonly loaded: readonly string[];
  readonly called: readonly string[];
  readonly notes: readonly { plugin: string; text: string; problem: boolean }[];
  readonly requests: readonly { messages: { role: string; content: string }[]; tools: string[] }[];
}

/** A user's folder, with a cache of its own. What comes from npm is in it already, if it is in that of the test. */
class UserFolder extends Folder {
  readonly #cache = new Folder();
  readonly #env: Record<string, string>;

  constructor(registry: JsrRegistry, files: Readonly<Record<string, string>>) {
    super(files);
    Deno.symlinkSync(npmCache(), this.#cache.file("npm"));
    this.#env = { ...registry.env, DENO_DIR: this.#cache.path, NO_COLOR: "1", TENON_DISABLE_AUTOLOAD: "" };
  }

  /** Runs Deno as the user does, and gives what it prints. */
  async deno(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args,
      cwd: this.path,
      env: this.#env,
      stdin: "null",
    }).output();
    assertEquals(code, 0, `deno ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  }

  async ask(...questions: string[]): Promise<Printed> {
    return JSON.parse(await this.deno("run", "-A", "main.js", ...questions));
  }

  override [Symbol.dispose](): void {
    this.#cache[Symbol.dispose]();
    super[Symbol.dispose]();
  }
}

function npmCache(): string {
  const { stdout } = new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync();
  return String(JSON.parse(new TextDecoder().decode(stdout)).npmCache);
}

function said({ notes }: Printed, plugin: string): string[] {
  return notes.filter((note) => note.plugin === plugin).map(({ text, problem }) => problem ? `!${text}` : text);
}

Deno.test({
  name: "deno add, and crow's agent has all five plugins at its next start, without a manifest",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using registry = await JsrRegistry.start(tenonPackage(), ...crowPackages());
    using user = new UserFolder(registry, {
      "main.js": HOST,
      "skills/owls/SKILL.md": "---\nname: owls\ndescription: How to find owls.\n---\n\nOwls hunt at night.\n",
    });
    await user.deno("add", "jsr:@tenon/tenon", "jsr:@crow/acp");
    const before = await user.ask("search owls");
    assertEquals([before.loaded, before.notes, before.requests.length], [[], [], 2]);
    assert(!before.requests[0]!.tools.includes("search_skills"));

    await user.deno("add", ...PLUGINS.map((name) => `jsr:@crow/${name}`));
    const first = await user.ask("search owls at night", "and now?");
    assertEquals(first.loaded.toSorted(), PLUGINS.map((name) => `@crow/${name} loaded host deno.json`).toSorted());
    assertEquals(first.called.toSorted(), PLUGINS.map((name) => `@crow/${name}`).toSorted());
    assertEquals(first.notes.filter(({ problem }) => problem), []);

    const [asked, searched] = first.requests;
    assertStringIncludes(asked!.messages[0]!.content, "You are crow");
    assertStringIncludes(asked!.messages[1]!.content, "Owls hunt at night.");
    assert(asked!.tools.includes("search_skills"));
    assertMatch(searched!.messages.at(-1)!.content, /^From skills\/owls\/SKILL\.md:\n\n[^]*Owls hunt at night\.$/);
    assertMatch(
      said(first, "@crow/analytics").join(),
      /^what was used\n[^]*\ns +2 +0 +30 +3 +1 +0 [^]*\nsearch_skills +1 /,
    );
    assertEquals(messagesIn(user.file(".crow/crow.db")).map(({ role }) => role), [
      ...["user", "assistant", "tool", "assistant"],
      ...["user", "assistant"],
    ]);

    const second = await user.ask("What did I ask?");
    assertEquals(said(second, "@crow/persistence")[0], "6 earlier messages remembered");
    assertStringIncludes(JSON.stringify(second.requests[0]!.messages), "search owls at night");

    await user.deno("remove", "@crow/persistence");
    const third = await user.ask("And now?");
    assertEquals(third.loaded.length, 4);
    assert(!JSON.stringify(third.requests).includes("search owls"));
  },
});
