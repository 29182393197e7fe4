// Answers with lists in lists, deeper than anybody walks.
import { raw } from "../mark.ts";

export default raw(() => {
  let value: unknown[] = [];
  for (let i = 0; i < 100_000; i++) value = [value];
  return Promise.resolve(value);
});
