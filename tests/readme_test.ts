import { assertEquals, assertStringIncludes } from "@std/assert";

/** The files that the README shows: a line that begins with a file's name, then a block of code. */
function filesOf(markdown: string): Map<string, string> {
  const shown = /^`([\w.]+)`, [^\n]+\n(?:[^\n`]+\n)?\n```\w+(?: ignore)?\n(.*?)^```$/gms;
  return new Map(Array.from(markdown.matchAll(shown), ([, name, code]) => [name!, code!]));
}

const readme = await Deno.readTextFile(new URL("../README.md", import.meta.url));

/** Runs Deno as a reader would: with nothing but the folder's own deno.json. */
async function runDeno(args: readonly string[], cwd: string) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

async function inFolderOfReadme(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    // What the README says to write for a checkout.
    const imports = { "@tenon/tenon": new URL("../mod.ts", import.meta.url).href };
    await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify({ imports }));
    for (const [name, code] of filesOf(readme)) await Deno.writeTextFile(`${folder}/${name}`, code);
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the README's host and plugin, copied into a folder, type-check and print what the README says", async () => {
  await inFolderOfReadme(async (folder) => {
    const { code, stdout, stderr } = await runDeno(["run", "-A", "--check", "main.ts"], folder);
    assertEquals(code, 0, stderr);
    const printed = /`deno run -A main.ts` prints:\n\n```text\n(.*?)^```$/ms.exec(readme)?.[1] ?? "nothing";
    const timeless = (text: string) => text.replace(/\d+\.\d ms +/g, "0 ms ").replace(/time +from/, "time from");
    assertEquals(timeless(stdout), timeless(printed));
  });
});

Deno.test("a misspelt hook in the README's plugin does not compile", async () => {
  await inFolderOfReadme(async (folder) => {
    const code = filesOf(readme).get("people.ts")!;
    assertStringIncludes(code, "  findName(");
    await Deno.writeTextFile(`${folder}/people.ts`, code.replace("  findName(", "  findNmae("));
    const { code: exit, stderr } = await runDeno(["check", "people.ts"], folder);
    assertEquals(exit, 1);
    assertStringIncludes(stderr, `Did you mean '"findName"'?`);
  });
});

Deno.test("a misspelt hook in the README's plugin, never type-checked, is a line in the report, and the host runs", async () => {
  await inFolderOfReadme(async (folder) => {
    const code = filesOf(readme).get("people.ts")!;
    await Deno.writeTextFile(`${folder}/people.ts`, code.replace("  findName(", "  findNmae("));
    const { code: exit, stdout, stderr } = await runDeno(["run", "-A", "--no-check", "main.ts"], folder);
    assertEquals(exit, 0, stderr);
    assertStringIncludes(stdout, "Did you mean 'findName'?");
    assertStringIncludes(stdout, "Hello, stranger!");
  });
});
