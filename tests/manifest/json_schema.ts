/**
 * Makes plugins.schema.json of the schema in src/manifest. It is here and not there because the library that it needs is
 * of no use to hosts.
 *
 * @module
 */
import { toJsonSchema } from "npm:@valibot/to-json-schema@1.8.0";
import { EXACT, KINDS } from "../../src/manifest/integrity.ts";
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
      return { ...jsonSchema, allOf: [...allOf, ...integrityRules()] };
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

/** Which integrity goes with which specifier. */
function integrityRules(): object[] {
  const beside = (...from: object[]) => ({ required: ["from", "integrity"], properties: { from: { allOf: from } } });
  return [
    ...KINDS.map(({ from, digest }) => {
      const then = digest === undefined ? false : { properties: { integrity: { pattern: `^${digest}-` } } };
      return { if: beside({ pattern: from.source }), then };
    }),
    { not: beside({ pattern: packages() }, { not: { pattern: EXACT.source } }) },
  ];
}

function packages(): string {
  return KINDS.map(({ from }) => from.source).filter((source) => /^\^(?:jsr|npm):/.test(source)).join("|");
}
