// Writes what looks like a message to the host past all interfaces.
import { door } from "../mark.ts";

type Internals = Record<symbol, { core: { writeSync(resource: number, bytes: Uint8Array): void } }>;

export default door(({ mark }) => {
  const { internal } = Deno as unknown as { readonly internal: symbol };
  const text = `\n${JSON.stringify({ answer: mark })}\n`;
  (Deno as unknown as Internals)[internal]!.core.writeSync(1, new TextEncoder().encode(text));
});
