/**
 * Makes plugins.schema.json of the schema in src/manifest. It is here and not there because the library that it needs is
 * of no use to hosts.
 *
 * @module
 */
import { toJsonSchema } from "npm:@valibot/to-json-schema@1.8.0";
import { entrySchema, manifestSchema, RULED_OUT } from "../../src/manifest/schema.ts";

/** Where the generated file is. */
export const SCHEMA_FILE = new URL("../../plugins.schema.json", import.meta.url);

/** Gives the text that plugins.schema.json must have. */
export function jsonSchemaText(): string {
  const { $schema, ...rest } = toJsonSchema(manifestSchema, {
    target: "draft-07",
    typeMode: "input",
    overrideSchema({ valibotSchema, jsonSchema }) {
      if (valibotSchema !== entrySchema) return undefined;
      const allOf = RULED_OUT.map(({ key, beside: [other, value] }) => {
        return { not: { required: [key, other], properties: { [other]: { const: value } } } };
      });
      return { ...jsonSchema, allOf };
    },
  });
  const head = {
    $schema,
    title: "plugins.jsonc",
    description: "Which plugins a host loads, and what each of them may do. Read by Tenon.",
    // Not of JSON Schema but of VS Code, which would underline them in .jsonc files.
    allowTrailingCommas: true,
  };
  return `${JSON.stringify({ ...head, ...rest }, undefined, 2)}\n`;
}
