// Reads a file through a handle of Node's API.
import { open } from "node:fs/promises";
import { door } from "../mark.ts";

export default door(async ({ secretFile }) => {
  await using file = await open(secretFile);
  return await file.readFile("utf8");
});
