// Reads what the user types to the host with Node's API.
import { readSync } from "node:fs";
import { door } from "../mark.ts";

export default door(() => {
  const bytes = new Uint8Array(1000);
  return new TextDecoder().decode(bytes.subarray(0, readSync(0, bytes)));
});
