// Reads what the user types to the host.
import { door } from "../mark.ts";

export default door(() => {
  const bytes = new Uint8Array(1000);
  return new TextDecoder().decode(
    bytes.subarray(0, Deno.stdin.readSync(bytes) ?? 0),
  );
});
