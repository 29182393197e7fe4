// Answers with a list of four thousand million holes.
import { raw } from "../mark.ts";

export default raw(() => {
  const value: unknown[] = [];
  value.length = 2 ** 32 - 1;
  return Promise.resolve(value);
});
