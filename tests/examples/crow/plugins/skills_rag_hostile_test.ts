import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { sectionsOf } from "../../../../examples/crow/plugins/skills-rag/sections.ts";
import { Library } from "../../../../examples/crow/plugins/skills-rag/library.ts";
import { Folder, type TinyHost } from "../support.ts";
import { hostWith, inBothPlaces } from "./support.ts";

function rag(folder: Folder) {
  return { "skills-rag": { options: { paths: [folder.file("docs")] }, permissions: { read: [folder.file("docs")] } } };
}

async function sources(host: TinyHost, question: string): Promise<string[]> {
  await host.agent.run(await host.agent.startSession(), question);
  return (host.requests.at(-1) ?? []).flatMap(({ source }) => source === undefined ? [] : [source]);
}

inBothPlaces("links in the folder are not followed, wherever they lead", async (place) => {
  using folder = new Folder({ "docs/owls.md": "Owls hunt.", "secret/keys.md": "Owls have a secret key." });
  for (
    const [to, link] of [["../secret/keys.md", "file.md"], ["../secret", "folder"], [".", "round"], [
      "nowhere",
      "dead.md",
    ]]
  ) {
    Deno.symlinkSync(to!, folder.file(`docs/${link}`));
  }
  await using host = await hostWith(place, rag(folder));
  assertEquals(await sources(host, "owls secret key"), [`${folder.file("docs")}/owls.md`]);
  assertEquals(host.said[0], "skills-rag: 1 passage of 1 file can be searched");
});

inBothPlaces("files that are too large or no text are told of once, and the others are searched", async (place) => {
  using folder = new Folder({ "docs/owls.md": "Owls hunt.", "docs/huge.md": "owls ".repeat(300_000) });
  Deno.writeFileSync(folder.file("docs/picture.md"), new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff, 0, 1, 2]));
  Deno.writeTextFileSync(folder.file("docs/zeros.md"), "owls\0owls");
  await using host = await hostWith(place, rag(folder));
  assertEquals(await sources(host, "owls"), [`${folder.file("docs")}/owls.md`]);
  assertEquals(await sources(host, "owls"), [`${folder.file("docs")}/owls.md`]);
  assertEquals(host.said.filter((text) => text.startsWith("!")), [
    `!skills-rag: cannot search ${
      folder.file("docs")
    }/huge.md: it has 1500000 bytes, and only files of up to 524288 are searched`,
    `!skills-rag: cannot search ${folder.file("docs")}/picture.md: it is no text`,
    `!skills-rag: cannot search ${folder.file("docs")}/zeros.md: it is no text`,
  ]);
  Deno.writeTextFileSync(folder.file("docs/picture.md"), "A picture of owls.");
  assertEquals((await sources(host, "picture")).length, 1);
});

inBothPlaces("an empty folder finds nothing, and is no problem", async (place) => {
  using folder = new Folder({ "docs/empty/none.txt": "" });
  await using host = await hostWith(place, rag(folder));
  assertEquals(await sources(host, "owls"), []);
  assertEquals(host.said, ["skills-rag: 0 passages of 0 files can be searched", "skills-rag: no passage found"]);
});

inBothPlaces("texts in other scripts are found, also where words have no spaces between them", async (place) => {
  using folder = new Folder({
    "docs/ja.md": "# カラス\n\nカラスは道具を使います。\n",
    "docs/ru.md": "# Вороны\n\nВороны пользуются инструментами.\n",
    "docs/de.md": "# Krähen\n\nKrähen benutzen Werkzeuge, heißt es.\n",
    "docs/ar.md": "# الغربان\n\nالغربان تستخدم الأدوات.\n",
    "docs/🐦.md": "# 🐦 ﬁnches\n\nFinches sing.\n",
  });
  await using host = await hostWith(place, rag(folder));
  const cases = [["道具", "ja"], ["инструментами", "ru"], ["Krähen", "de"], ["Kra\u0308hen", "de"], ["الأدوات", "ar"], [
    "finches",
    "🐦",
  ]];
  for (const [question, file] of cases) {
    assertMatch((await sources(host, question!))[0] ?? "", new RegExp(`/${file}\\.md, `), question);
  }
});

inBothPlaces("front matter is text, and a skill is found by its description", async (place) => {
  using folder = new Folder({
    "docs/pdf/SKILL.md":
      "---\nname: pdf\n# a comment\ndescription: Fills in forms.\n---\n\n# Steps\n\nOpen the file.\n",
    "docs/open.md": "---\nname: never ended\n\n# Heading\n\nMore text.\n",
  });
  await using host = await hostWith(place, rag(folder));
  assertEquals((await sources(host, "filling in a form"))[0], `${folder.file("docs")}/pdf/SKILL.md`);
  assertEquals(await sources(host, "comment"), []);
  assertEquals((await sources(host, "never ended"))[0], `${folder.file("docs")}/open.md`);
});

Deno.test("without its grant it says what it lacks, and the agent goes on", async () => {
  using folder = new Folder({ "docs/owls.md": "Owls hunt." });
  const options = { paths: [folder.file("docs")] };
  await using host = await hostWith("process", { "skills-rag": { options } });
  assertEquals(await sources(host, "owls"), []);
  assertMatch(host.said[0]!, /^!skills-rag: cannot search .*docs: Requires read access to /);
});

Deno.test("whatever a file is, its lines are in the passages, in order, and no passage is long", () => {
  const line = fc.oneof(
    fc.constantFrom(
      "# A",
      "## B ##",
      "```",
      "~~~~",
      "---",
      "    # code",
      "#none",
      "\t",
      "",
      "> quote",
      "| a | b |",
      "<!--",
    ),
    fc.string({ unit: "binary", maxLength: 80 }).map((text) => text.replace(/[\r\n]/g, "")),
    fc.constant("x".repeat(6000)),
  );
  fc.assert(fc.property(fc.array(line), fc.constantFrom("\n", "\r\n", "\r"), (lines, end) => {
    const sections = sectionsOf(lines.join(end));
    for (const { text } of sections) assert(text.length <= 2500 && text.trim() !== "");
    const all = sections.map(({ text }) => text).join("").replace(/[\s#-]/g, "");
    for (const kept of lines.map((line) => line.trim()).filter((line) => line !== "" && !/^#/.test(line))) {
      assert(all.includes(kept.replace(/^\uFEFF/, "").replace(/[\s#-]/g, "")), JSON.stringify(kept));
    }
  }));
});

Deno.test("texts that are made to be slow are not", () => {
  const started = performance.now();
  for (const part of ["#", "# ", " #", "`", "~", "---\n", "\n", "# a\n", "[", "<", "*", "\t", "ﷺ", "a\u0301"]) {
    sectionsOf(part.repeat(1024 * 1024 / part.length));
    sectionsOf(`# ${part.repeat(100_000)}x`);
  }
  // Some hundred milliseconds; with a step whose time grows with the square it would be hours.
  assert(performance.now() - started < 60_000);
});

Deno.test("random files that come, change and go leave what a library that is made afresh has", async () => {
  const texts = ["# Owls\n\nOwls hunt.", "Crows use tools.", "", "# A\n\n".repeat(5)];
  const text = fc.oneof(fc.constantFrom(...texts), fc.string());
  const step = fc.record({ name: fc.constantFrom("a", "b", "c"), text: fc.option(text), question: fc.string() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      using folder = new Folder({ "docs/a.md": "" });
      const docs = folder.file("docs");
      const library = new Library([docs]);
      let at = 0;
      for (const { name, text, question } of steps) {
        await change(`${docs}/${name}.md`, text, ++at);
        await library.refresh();
        const afresh = new Library([docs]);
        await afresh.refresh();
        assertEquals(library.size, afresh.size);
        for (const asked of [question, "owls", "crow tools"]) {
          assertEquals(shown(await library.search(asked, 20)), shown(await afresh.search(asked, 20)));
        }
      }
    }),
    { numRuns: 20 },
  );
});

async function change(path: string, text: string | null, at: number): Promise<void> {
  if (text === null) return await Deno.remove(path).catch(() => {});
  await Deno.writeTextFile(path, text);
  // Two changes within one tick of the clock would look like none.
  await Deno.utime(path, at, at);
}

/** Passages that fit equally well come in any order. */
function shown(found: readonly { source: string; text: string }[]): string[] {
  return found.map(({ source, text }) => `${source} ${text}`).sort();
}

Deno.test("many files are read over several questions, so that none has to wait for long", async () => {
  using folder = new Folder({ "docs/a.md": "Owls.", "docs/b.md": "Owls.", "docs/c.md": "Owls." });
  const library = new Library([folder.file("docs")], 0);
  const looks = [];
  for (let i = 0; i < 3; i++) looks.push(await library.refresh());
  assertEquals(looks.map(({ read, later }) => [read, later]), [[1, 2], [1, 1], [1, 0]]);
  assertEquals((await library.search("owls", 9)).length, 3);
  // What was read of a changed file earlier is found until it is read again.
  for (const name of ["a", "b"]) Deno.writeTextFileSync(folder.file(`docs/${name}.md`), "Owls and crows.");
  assertEquals((await library.refresh()).later, 1);
  assertEquals((await library.search("owls", 9)).length, 3);
  assertEquals((await library.search("crows", 9)).length, 1);
});

Deno.test("a folder with more than it can hold is searched as far as it goes", async () => {
  using folder = new Folder({
    "docs/a.md": "# Heading\n\nOwls.\n".repeat(1000),
    "docs/b.md": "# Heading\n\nText.\n".repeat(600),
  });
  Deno.writeTextFileSync(folder.file("docs/c.md"), "Robins sing.");
  await using host = await hostWith("process", rag(folder));
  assertEquals((await sources(host, "robins"))[0], `${folder.file("docs")}/c.md`);
  assertEquals(host.said.slice(0, 2), [
    `!skills-rag: cannot search ${folder.file("docs")}/b.md: there are 1500 passages already, and no more are searched`,
    "skills-rag: 1001 passages of 2 files can be searched",
  ]);
});
