/** Run after a change to src/manifest/schema.ts: `deno run -A tests/manifest/write_schema.ts`. */
import { jsonSchemaText, SCHEMA_FILE } from "./json_schema.ts";

await Deno.writeTextFile(SCHEMA_FILE, jsonSchemaText());
