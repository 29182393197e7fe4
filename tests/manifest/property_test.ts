import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ManifestError } from "../../src/manifest/errors.ts";
import { readManifest } from "../../src/manifest/read.ts";
import type { Manifest, ManifestInput } from "../../src/manifest/types.ts";
import { anyManifest } from "./arbitrary.ts";
import { offsetOf, TempFolder } from "./support.ts";

/** What reading gives: the manifest, or the error, which must be a `ManifestError`. */
async function outcome(source: string | ManifestInput): Promise<Manifest | ManifestError> {
  try {
    return await readManifest(source);
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    assert(error.problems.length > 0);
    assertEquals(error.message.split("\n").length, error.problems.length);
    return error;
  }
}

Deno.test("property: no JSON value in memory makes the reader fail with anything but a ManifestError", async () => {
  await fc.assert(fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.anything(), anyManifest), async (value) => {
    // A string would be a path.
    if (typeof value !== "string") await outcome(value as ManifestInput);
  }));
});

Deno.test("property: no bytes in a file make the reader fail with anything but a ManifestError", async () => {
  using folder = new TempFolder();
  const encoder = new TextEncoder();
  const texts = fc.oneof(fc.json(), fc.string({ unit: "binary" }), anyManifest.map((value) => JSON.stringify(value)));
  const bytes = fc.oneof(fc.uint8Array(), texts.map((text) => encoder.encode(text)));
  await fc.assert(fc.asyncProperty(bytes, async (content) => {
    await outcome(folder.write("plugins.jsonc", content));
  }));
});

Deno.test("property: a text and the same object in memory have the same entries or the same problems", async () => {
  using folder = new TempFolder();
  await fc.assert(
    fc.asyncProperty(anyManifest, async (value) => {
      if (typeof value === "string") return;
      const inFile = await outcome(folder.write("plugins.jsonc", JSON.stringify(value)));
      const inMemory = await outcome(value as ManifestInput);
      assertEquals(essence(inFile), essence(inMemory));
    }),
    { numRuns: 500 },
  );
});

Deno.test("property: positions point at the offending key or value", async () => {
  using folder = new TempFolder();
  await fc.assert(
    fc.asyncProperty(anyManifest, fc.constantFrom("", "  ", "\t"), async (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      const result = await outcome(folder.write("plugins.jsonc", text));
      if (!(result instanceof ManifestError)) {
        for (const { name, position } of result.entries) {
          assert(text.startsWith(JSON.stringify(name), offsetOf(text, position!)));
        }
        return;
      }
      for (const problem of result.problems) {
        const there = text.slice(offsetOf(text, problem));
        if (problem.code === "unknown-key") {
          assert(there.startsWith(JSON.stringify(problem.path.at(-1))), there);
        } else if (problem.code === "missing-key") {
          assert(there.startsWith("{"), there);
        } else {
          const shown = JSON.stringify(problem.value);
          assert(there.startsWith(/^[[{]/.test(shown) ? shown.charAt(0) : shown), there);
        }
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("property: comments, white space and trailing commas change nothing", async () => {
  using folder = new TempFolder();
  const blank = fc.constantFrom("", " ", "\n", "\r\n", "\t", '// note: { " ]\n', '/* , " } */', "/**/", "//\r");
  await fc.assert(
    fc.asyncProperty(anyManifest, fc.array(blank, { minLength: 5, maxLength: 40 }), fc.boolean(), async (
      value,
      blanks,
      commas,
    ) => {
      const text = JSON.stringify(value);
      let next = 0;
      const strewn = text.replace(/"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g, (token, at: number) => {
        const trailing = commas && "}]".includes(token) && !"{[".includes(text[at - 1]!) ? "," : "";
        return blanks[next++ % blanks.length] + trailing + blanks[next++ % blanks.length] + token;
      });
      const plain = await outcome(folder.write("plugins.jsonc", text));
      assertEquals(essence(await outcome(folder.write("plugins.jsonc", strewn + blanks[0]))), essence(plain), strewn);
    }),
    { numRuns: 500 },
  );
});

/** A result without positions. */
function essence(result: Manifest | ManifestError): unknown {
  if (result instanceof ManifestError) {
    return result.problems.map(({ code, message, path }) => JSON.stringify([code, message, path])).toSorted();
  }
  return result.entries.map((entry) => {
    const { name, from, permissions, isolation, dangerous, memoryMb, options, enabled, required, timeoutMs } = entry;
    const place = [isolation, dangerous, memoryMb];
    return JSON.stringify([name, from, permissions, place, options, enabled, required, timeoutMs]);
  });
}
