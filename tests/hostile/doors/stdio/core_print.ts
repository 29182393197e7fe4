// Prints past the console.
import { door } from "../mark.ts";

export default door(({ mark }) => {
  const internals = Deno as unknown as
    & { internal: symbol }
    & Record<symbol, { core: { print(text: string): void } }>;
  internals[internals.internal]!.core.print(
    `\n${JSON.stringify({ answer: mark })}\n`,
  );
});
