// Opens a file with a binding of Node's.
import { createRequire } from "node:module";
import process from "node:process";
import { door } from "../mark.ts";

export default door(({ secretFile }) => {
  const { openSync } = createRequire(import.meta.url)("node:fs");
  const binding = (process as unknown as { binding(name: string): Record<string, unknown> })
    .binding("fs");
  return [openSync(secretFile), typeof binding];
});
