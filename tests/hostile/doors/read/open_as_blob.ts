// Opens a file as a blob.
import { openAsBlob } from "node:fs";
import { door } from "../mark.ts";

export default door(async ({ secretFile }) => await (await openAsBlob(secretFile)).text());
