import { assertEquals } from "@std/assert";
import { Ajv } from "npm:ajv@8.20.0";
import fc from "fast-check";
import { readManifest } from "../../src/manifest/read.ts";
import type { ManifestInput } from "../../src/manifest/types.ts";
import { anyManifest } from "./arbitrary.ts";
import { jsonSchemaText, SCHEMA_FILE } from "./json_schema.ts";

Deno.test("plugins.schema.json is what the schema says; if not: deno run -A tests/manifest/write_schema.ts", async () => {
  assertEquals(await Deno.readTextFile(SCHEMA_FILE), jsonSchemaText());
});

Deno.test("every key has a description for the editor", () => {
  const { properties } = JSON.parse(jsonSchemaText());
  const entry = properties.plugins.additionalProperties.anyOf[1].properties;
  const set = entry.permissions.anyOf[1].properties;
  for (const [key, value] of Object.entries({ ...properties, ...entry, ...set })) {
    assertEquals(typeof (value as { description?: unknown }).description, "string", key);
  }
});

Deno.test("property: the reader accepts what plugins.schema.json accepts, and nothing else", async () => {
  const accepts = new Ajv({ strict: false }).compile(JSON.parse(await Deno.readTextFile(SCHEMA_FILE)));
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(anyManifest, async (manifest) => {
      const read = await readManifest(manifest as ManifestInput).then(() => true, () => false);
      if (read) accepted++;
      assertEquals(read, accepts(manifest), JSON.stringify(manifest));
    }),
    { numRuns: 1000 },
  );
  // Else the property would say little.
  assertEquals(accepted > 50 && accepted < 950, true, `${accepted}`);
});
