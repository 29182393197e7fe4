import { type Args, LoadError, type Outcome, PluginManager } from "@tenon/tenon";
import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { CrowSpec, hookimpl } from "../../examples/crow/hooks.ts";
import Retrieval from "../../examples/crow/plugins/retrieval.ts";
import type { Session } from "../../examples/crow/session.ts";
import SystemPrompt from "../../examples/crow/plugins/system_prompt.ts";
import Timing from "../../examples/crow/plugins/timing.ts";
import { Folder, named, TinyHost } from "./crow_support.ts";

Deno.test("system prompt: it is the first that the model is told in every session", async () => {
  const other = {
    onSessionStart: hookimpl(({ session }: Args<CrowSpec, "onSessionStart">) =>
      // In the host it is the session itself.
      void (session as unknown as Session).messages.push({ role: "system", content: "other" })
    ),
  };
  await using host = new TinyHost({ prompt: new SystemPrompt({ prompt: "Be kind." }, named("prompt")), other });
  await host.agent.run(await host.agent.startSession(), "A?");
  assertEquals(host.requests[0]?.map(({ content }) => content), ["Be kind.", "other", "A?"]);
});

Deno.test("system prompt: a prompt is needed", () => {
  assertThrows(() => new SystemPrompt({} as { prompt: string }, named("prompt")), TypeError, 'option "prompt"');
});

Deno.test("timing: it goes around all others, tells the size of what they made, and leaves it as it is", async () => {
  const sent: Outcome<CrowSpec, "beforeLlmRequest"> = [{ role: "user", content: "short" }];
  await using host = new TinyHost({
    timing: new Timing(undefined, named("timing")),
    compaction: { beforeLlmRequest: hookimpl(() => sent) },
  });
  await host.agent.run(await host.agent.startSession(), "A?");
  assertEquals(host.requests, [sent]);
  assertMatch(host.said[0] ?? "", /^timing: a request of 1 message, ready in \d+\.\d ms$/);
  assertMatch(host.said[1] ?? "", /^timing: the model answered in \d+\.\d ms$/);
});

Deno.test("timing: where no plugin changes the request, it is that of the agent", async () => {
  await using host = new TinyHost({ timing: new Timing(undefined, named("timing")) });
  await host.agent.run(await host.agent.startSession(), "A?");
  assertEquals(host.requests, [[{ role: "user", content: "A?" }]]);
});

Deno.test("timing: what a plugin inside throws goes on outwards", async () => {
  const bad = () => {
    throw new Error("broken");
  };
  await using host = new TinyHost({
    timing: new Timing(undefined, named("timing")),
    bad: { beforeLlmRequest: hookimpl({}, bad) },
  });
  await host.agent.run(await host.agent.startSession(), "A?");
  assertEquals(host.said[0], "!undefined: a plugin failed in beforeLlmRequest: broken");
});

const BIRDS = {
  "docs/birds.md": "Above all headings.\n\n# Crows\n\nCrows use tools.\n\n## Owls\n\nOwls hunt at night.\n",
  "docs/deep/fish.md": "# Fish\n\n```sh\n# a comment, no heading\n```\n\nFish swim.\n",
  "docs/notes.txt": "Crows are not in here.",
};

/** Asks, and gives where the passages were from that were put into the session. */
async function passages(host: TinyHost, question: string): Promise<string[]> {
  await host.agent.run(await host.agent.startSession(), question);
  return (host.requests.at(-1) ?? []).flatMap(({ source, content }) => source === undefined ? [] : [source, content]);
}

Deno.test("retrieval: the part of a file that fits goes into the session, with where it is from", async () => {
  using folder = new Folder(BIRDS);
  const docs = folder.file("docs");
  await using host = new TinyHost({ retrieval: new Retrieval({ paths: [docs] }, named("retrieval")) });
  assertEquals(await passages(host, "Which tools does a crow use?"), [`${docs}/birds.md, "Crows"`, "Crows use tools."]);
  assertEquals(await passages(host, "When do owls hunt?"), [`${docs}/birds.md, "Owls"`, "Owls hunt at night."]);
});

Deno.test("retrieval: words are found in other forms, in code marks, and in folders further down", async () => {
  using folder = new Folder({ ...BIRDS, "docs/code.md": "Say `enabled`: it helps." });
  const docs = folder.file("docs");
  await using host = new TinyHost({ retrieval: new Retrieval({ paths: [docs] }, named("retrieval")) });
  assertEquals((await passages(host, "swimming"))[0], `${docs}/deep/fish.md, "Fish"`);
  assertEquals((await passages(host, "enabled"))[0], `${docs}/code.md`);
});

Deno.test("retrieval: a comment in a code block is no heading", async () => {
  using folder = new Folder(BIRDS);
  await using host = new TinyHost({ retrieval: new Retrieval({ paths: [folder.file("docs")] }, named("retrieval")) });
  const [source, text] = await passages(host, "comment");
  assertEquals(source, `${folder.file("docs")}/deep/fish.md, "Fish"`);
  assertEquals(text, "```sh\n# a comment, no heading\n```\n\nFish swim.");
});

Deno.test("retrieval: what is in no file, and words that are in all, find nothing", async () => {
  using folder = new Folder(BIRDS);
  await using host = new TinyHost({ retrieval: new Retrieval({ paths: [folder.file("docs")] }, named("retrieval")) });
  assertEquals(await passages(host, "the capital of France"), []);
  assertEquals(await passages(host, "what is it"), []);
});

Deno.test("retrieval: no more passages than the limit", async () => {
  using folder = new Folder({ "many.md": Array.from({ length: 9 }, (_, i) => `# Crow ${i}\n\nCrow.\n`).join("\n") });
  await using host = new TinyHost({ retrieval: new Retrieval({ paths: [folder.path], limit: 2 }, named("retrieval")) });
  assertEquals((await passages(host, "crow")).length, 2 * 2);
});

Deno.test("retrieval: other plugins see the passages in their own beforeRun", async () => {
  using folder = new Folder(BIRDS);
  const seen: number[] = [];
  const other = {
    beforeRun: hookimpl(({ session }: Args<CrowSpec, "beforeRun">) =>
      void seen.push((session as unknown as Session).passages.length)
    ),
  };
  await using host = new TinyHost({ retrieval: new Retrieval({ paths: [folder.path] }, named("retrieval")), other });
  await passages(host, "crows");
  assertEquals(seen, [1]);
});

Deno.test("retrieval: registered in the midst of a session, it works from the next question on", async () => {
  using folder = new Folder(BIRDS);
  await using host = new TinyHost({});
  const session = await host.agent.startSession();
  host.plugins.register(new Retrieval({ paths: [folder.path] }, named("retrieval")), "retrieval");
  await host.agent.run(session, "crows");
  assertEquals(host.requests[0]?.length, 2);
});

Deno.test("retrieval: a folder that is not there is told of once, and the others are searched", async () => {
  using folder = new Folder(BIRDS);
  const paths = [folder.file("nowhere"), folder.file("docs")];
  await using host = new TinyHost({ retrieval: new Retrieval({ paths }, named("retrieval")) });
  assertEquals((await passages(host, "crows")).length, 2);
  assertEquals((await passages(host, "owls")).length, 2);
  const problems = host.notes.filter(({ problem }) => problem);
  assertEquals(problems.length, 1);
  assertMatch(problems[0]?.text ?? "", /^cannot search .*nowhere: No such file or directory/);
});

Deno.test("retrieval: options that are none are refused", () => {
  assertThrows(() => new Retrieval({} as { paths: string[] }, named("retrieval")), TypeError, 'option "paths"');
  assertThrows(() => new Retrieval({ paths: ["docs"], limit: 0 }, named("retrieval")), TypeError, 'option "limit"');
});

Deno.test("each plugin can be loaded by the manifest of any host that has crow's hooks", async () => {
  using folder = new Folder(BIRDS);
  const options = {
    system_prompt: { prompt: "Be kind." },
    persistence: { path: folder.file("crow.db") },
    retrieval: { paths: [folder.file("docs")] },
    timing: undefined,
  };
  for (const [name, given] of Object.entries(options)) {
    for (const permissions of ["inherit", { read: [folder.path], write: [folder.path] }] as const) {
      await using pm = new PluginManager("crow-acp", CrowSpec);
      const entry = { from: `./${name}.ts`, permissions, ...(given ? { options: given } : {}) };
      const base = new URL("../../examples/crow/plugins/", import.meta.url);
      const report = await pm.load({ plugins: { mine: entry } }, { base, strict: true });
      assertEquals(report.ok, true, report.toString());
    }
  }
});

Deno.test("wrong options of a plugin are a line in the load report", async () => {
  await using pm = new PluginManager("crow-acp", CrowSpec);
  const entry = { from: "./retrieval.ts", permissions: "inherit" as const, options: { folder: "docs" } };
  const base = new URL("../../examples/crow/plugins/", import.meta.url);
  await assertRejects(
    () => pm.load({ plugins: { mine: entry } }, { base, strict: true }),
    LoadError,
    'its option "paths" must list the folders and files to search',
  );
});
