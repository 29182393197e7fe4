import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import type { Args } from "@tenon/tenon";
import { type CrowSpec, hookimpl } from "../../../../examples/crow/hooks.ts";
import { Embedder } from "../../../../examples/crow/plugins/skills-rag/vectors.ts";
import { wordsOf } from "../../../../examples/crow/plugins/skills-rag/words.ts";
import { Folder, type TinyHost } from "../support.ts";
import { hostWith, inBothPlaces, load, type Place } from "./support.ts";

const BIRDS = {
  "docs/birds.md": "Above all headings.\n\n# Crows\n\nCrows use tools.\n\n## Owls\n\nOwls hunt at night.\n",
  "docs/deep/fish.md": "# Fish\n\n```sh\n# a comment, no heading\n```\n\nFish swim.\n",
  "docs/notes.txt": "Crows are not in here.",
};

function rag(folder: Folder, options: object = {}) {
  return {
    "skills-rag": { options: { paths: [folder.file("docs")], ...options }, permissions: { read: [folder.path] } },
  };
}

/** Asks, and gives where the passages were from that were put into the session, and what they say. */
async function passages(host: TinyHost, question: string): Promise<string[]> {
  await host.agent.run(await host.agent.startSession(), question);
  return (host.requests.at(-1) ?? []).flatMap(({ source, content }) => source === undefined ? [] : [source, content]);
}

inBothPlaces("the part of a file that fits goes into the session, with where it is from", async (place) => {
  using folder = new Folder(BIRDS);
  const docs = folder.file("docs");
  await using host = await hostWith(place, rag(folder));
  assertEquals(await passages(host, "Which tools does a crow use?"), [`${docs}/birds.md, "Crows"`, "Crows use tools."]);
  assertEquals(await passages(host, "When do owls hunt?"), [`${docs}/birds.md, "Owls"`, "Owls hunt at night."]);
  assertEquals(host.said.slice(0, 2), [
    "skills-rag: 4 passages of 2 files can be searched",
    `skills-rag: 1 passage found in ${docs}/birds.md`,
  ]);
});

inBothPlaces("words are found in other forms, misspelt, in code marks, and in folders further down", async (place) => {
  using folder = new Folder({ ...BIRDS, "docs/code.md": "Say `enabled`, or call `beforeRun`: it helps." });
  const docs = folder.file("docs");
  await using host = await hostWith(place, rag(folder));
  assertEquals((await passages(host, "swimming"))[0], `${docs}/deep/fish.md, "Fish"`);
  assertEquals((await passages(host, "enabled"))[0], `${docs}/code.md`);
  assertEquals((await passages(host, "before a run"))[0], `${docs}/code.md`);
  assertEquals((await passages(host, "huntting owlls at nigt"))[0], `${docs}/birds.md, "Owls"`);
});

inBothPlaces("what is in no file, and words that are in all, find nothing", async (place) => {
  using folder = new Folder(BIRDS);
  await using host = await hostWith(place, rag(folder));
  for (const question of ["the capital of France", "what is it", "?", "🐦", "\0\uD800"]) {
    assertEquals(await passages(host, question), [], question);
  }
});

inBothPlaces("there are no more passages than the limit", async (place) => {
  using folder = new Folder({
    "docs/many.md": Array.from({ length: 9 }, (_, i) => `# Crow ${i}\n\nCrow.\n`).join("\n"),
  });
  await using host = await hostWith(place, rag(folder, { limit: 2 }));
  assertEquals((await passages(host, "crow")).length, 2 * 2);
});

Deno.test("other plugins see the passages in their own beforeRun", async () => {
  using folder = new Folder(BIRDS);
  const seen: number[] = [];
  const other = {
    beforeRun: hookimpl(async ({ session }: Args<CrowSpec, "beforeRun">) => {
      seen.push((await session.request()).filter(({ source }) => source !== undefined).length);
    }),
  };
  await using host = await hostWith("process", rag(folder), { other });
  await passages(host, "crows");
  assertEquals(seen, [1]);
});

inBothPlaces("loaded in the midst of a session, it works from the next question on", async (place) => {
  using folder = new Folder(BIRDS);
  await using host = await hostWith(place, {});
  const session = await host.agent.startSession();
  await load(host, place, rag(folder));
  await host.agent.run(session, "crows");
  assertEquals(host.requests[0]?.length, 2);
});

inBothPlaces(
  "what changes in the folder is found from the next question on; the rest is not read again",
  async (place) => {
    using folder = new Folder(BIRDS);
    const docs = folder.file("docs");
    await using host = await hostWith(place, rag(folder));
    assertEquals((await passages(host, "owls")).length, 2);

    Deno.writeTextFileSync(`${docs}/birds.md`, "# Robins\n\nRobins sing in the morning.\n");
    assertEquals(await passages(host, "owls"), []);
    assertEquals(await passages(host, "robins"), [`${docs}/birds.md, "Robins"`, "Robins sing in the morning."]);

    Deno.writeTextFileSync(`${docs}/new.md`, "Owls are back.");
    Deno.removeSync(`${docs}/deep`, { recursive: true });
    assertEquals(await passages(host, "owls"), [`${docs}/new.md`, "Owls are back."]);
    assertEquals(await passages(host, "fish"), []);
    const changes = host.said.filter((text) => text.includes("searched"));
    assertEquals(changes, [
      "skills-rag: 4 passages of 2 files can be searched",
      "skills-rag: 1 file read again or new, 0 gone: 2 passages of 2 files can be searched",
      "skills-rag: 1 file read again or new, 1 gone: 2 passages of 2 files can be searched",
    ]);
  },
);

inBothPlaces(
  "a folder that is not there is told of once, others are searched, and it is when it comes",
  async (place) => {
    using folder = new Folder(BIRDS);
    const paths = [folder.file("nowhere"), folder.file("docs")];
    await using host = await hostWith(place, rag(folder, { paths }));
    assertEquals((await passages(host, "crows")).length, 2);
    assertEquals((await passages(host, "owls")).length, 2);
    const problems = host.notes.filter(({ problem }) => problem);
    assertEquals(problems.length, 1);
    assertMatch(problems[0]?.text ?? "", /^cannot search .*nowhere: No such file or directory/);
    Deno.mkdirSync(folder.file("nowhere"));
    Deno.writeTextFileSync(folder.file("nowhere/owls.md"), "Owls are here as well.");
    assertEquals((await passages(host, "owls")).length, 4);
  },
);

/** A model that calls a tool, and then says what that gave. */
function calling(name: string, args: Record<string, unknown>) {
  let calls = 0;
  return () => calls++ === 0 ? { toolCalls: [{ id: "1", name, args }] } : "Done.";
}

/** What the tool gave to a call of it. */
async function toolResult(place: Place, folder: Folder, name: string, args: Record<string, unknown>) {
  await using host = await hostWith(place, rag(folder), {}, calling(name, args));
  const { messages, toolCalls } = await host.agent.run(await host.agent.startSession(), "Hello?");
  return { text: messages.find(({ role }) => role === "tool")?.content ?? "", failed: toolCalls[0]!.failed };
}

inBothPlaces("the model can search by itself", async (place) => {
  using folder = new Folder(BIRDS);
  const docs = folder.file("docs");
  const found = await toolResult(place, folder, "search_skills", { query: "crows and owls" });
  assertEquals(found.failed, false);
  assertStringIncludes(found.text, `From ${docs}/birds.md, "Crows":\n\nCrows use tools.`);
  assertStringIncludes(found.text, `\n\n---\n\nFrom ${docs}/birds.md, "Owls":\n\nOwls hunt at night.`);
  const one = await toolResult(place, folder, "search_skills", { query: "crows and owls", limit: 1 });
  assert(!one.text.includes("---"), one.text);
  const none = await toolResult(place, folder, "search_skills", { query: "submarines" });
  assertEquals(none, { text: "No passage was found.", failed: false });
});

inBothPlaces("what the model wants searched may be nonsense, and is told so", async (place) => {
  using folder = new Folder(BIRDS);
  for (const args of [{}, { query: "" }, { query: 5 }, { query: ["owls"] }]) {
    const { text, failed } = await toolResult(place, folder, "search_skills", args);
    assertEquals({ text, failed }, { text: 'The argument "query" must be a text.', failed: true });
  }
  for (const limit of [0, -1, 1.5, "many", null]) {
    const { text, failed } = await toolResult(place, folder, "search_skills", { query: "owls", limit });
    assertEquals({ text, failed }, { text: 'The argument "limit" must be a whole number from 1.', failed: true });
  }
});

Deno.test("calls of other tools are left to others", async () => {
  using folder = new Folder(BIRDS);
  const other = {
    listTools: hookimpl(() =>
      Promise.resolve([{
        name: "tell",
        description: "",
        parameters: { type: "object" },
        kind: "other" as const,
        asks: false,
      }])
    ),
    callTool: hookimpl(({ call }: Args<CrowSpec, "callTool">) =>
      Promise.resolve(call.name === "tell" ? { content: "told" } : undefined)
    ),
  };
  await using host = await hostWith("process", rag(folder), { other }, calling("tell", {}));
  const { messages } = await host.agent.run(await host.agent.startSession(), "Hello?");
  assertEquals(messages.find(({ role }) => role === "tool")?.content, "told");
});

Deno.test("vectors are near for words that have parts in common, and know nothing of meaning", () => {
  const embedder = new Embedder();
  const [users, cars] = ["Authorization of users.", "An automobile."].map((text) => embedder.add(wordsOf(text)));
  const near = (question: string, vector: readonly number[]) => {
    const asked = embedder.question(wordsOf(question));
    const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
    return dot(asked, vector) / Math.sqrt(dot(asked, asked) * dot(vector, vector));
  };
  assert(near("authorise", users!) > 0.25 && near("authroization", users!) > 0.15);
  assert(near("car", cars!) < 0.2 && near("car", users!) < 0.15);
});

inBothPlaces("options that are none are reasons not to load", async (place) => {
  const wrong = [["paths", []], ["paths", "docs"], ["paths", [1]], ["limit", 0], ["limit", 1.5]] as const;
  for (const [option, value] of wrong) {
    const options = { [option]: value };
    await assertRejects(() => hostWith(place, { "skills-rag": { options } }), Error, `its option "${option}" must`);
  }
});
