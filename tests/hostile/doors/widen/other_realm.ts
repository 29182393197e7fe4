// Reads a file from a script in a context of its own.
import { runInNewContext } from "node:vm";
import { door } from "../mark.ts";

export default door(({ secretFile }) =>
  runInNewContext("read(file)", {
    read: Deno.readTextFileSync,
    file: secretFile,
  })
);
