import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { pathToFileURL } from "node:url";
import { compile, type CompileError } from "./compile.ts";

/** A file that must not compile. */
interface Case {
  readonly url: URL;
  readonly name: string;
  /** The code of the error that counts. */
  readonly code: string;
  /** The codes of errors that follow from it. */
  readonly also: readonly string[];
  /** A part of the error's message. */
  readonly message: string;
}

/** The first line of a case is `// CODE: MESSAGE` or `// CODE, then CODE …: MESSAGE`, the second what it shows. */
function readCase(file: string): Case {
  const url = new URL(`./cases/${file}`, import.meta.url);
  const [first = "", second = ""] = Deno.readTextFileSync(url).split("\n");
  const [, code, also, message] = /^\/\/ (TS\d+)(?:, then ((?:TS\d+ ?)+))?: (.+)$/.exec(first) ?? [];
  const [, name] = /^\/\/ (.+)$/.exec(second) ?? [];
  if (!code || !message || !name) throw new Error(`${file} must begin with what is expected of it`);
  return { url, name, code, message, also: also?.split(" ") ?? [] };
}

const cases = Array.from(Deno.readDirSync(new URL("./cases/", import.meta.url)), ({ name }) => readCase(name));

// One run of the compiler serves all tests; it starts with the first of them.
let running: Promise<CompileError[]> | undefined;
const errorsOfCases = (): Promise<CompileError[]> => running ??= compile(cases.map(({ url }) => url));

for (const { url, name, code, also, message } of cases) {
  Deno.test(name, async () => {
    const errors = (await errorsOfCases()).filter(({ file }) => file === url.href);
    assertEquals(
      errors.map((error) => error.code).sort(),
      [code, ...also].sort(),
      errors.map(({ text }) => text).join(),
    );
    assertStringIncludes(errors.find((error) => error.code === code)!.text, message);
  });
}

Deno.test("the compiler objects to nothing outside the cases", async () => {
  const urls = new Set(cases.map(({ url }) => url.href));
  const others = (await errorsOfCases()).filter(({ file }) => !urls.has(file));
  assertEquals(others.map(({ text }) => text), []);
});

Deno.test("what must compile compiles, and what must not among it does not", async () => {
  const files = ["answers", "specs", "decorators", "functions", "calls"];
  const errors = await compile(files.map((file) => new URL(`./${file}.ts`, import.meta.url)));
  assertEquals(errors.map(({ text }) => text), []);
});

Deno.test("the assertions on types object to what is wrong", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = pathToFileURL(`${folder}/wrong.ts`);
    await Deno.writeTextFile(
      file,
      `import { type Equal, expect, expectType } from "${new URL("./expect.ts", import.meta.url)}";
       expect<Equal<string, string | undefined>>();
       expect<Equal<{ a: 1 }, { a?: 1 }>>();
       expect<Equal<string, ReturnType<typeof JSON.parse>>>();
       expectType<unknown>()("");
       expectType<string[]>()(JSON.parse(""));`,
    );
    const errors = await compile([file]);
    assertEquals(errors.length, 5);
    assert(errors.every((error) => error.file === file.href));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
