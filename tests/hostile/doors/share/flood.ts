// Calls a shared method more often than anybody waits for.
import { door } from "../mark.ts";

export default door(async ({ shared, mark }) => {
  const calls = await Promise.allSettled(
    Array.from({ length: 20_000 }, () => shared.add(mark)),
  );
  return calls.every(({ status }) => status === "fulfilled");
});
