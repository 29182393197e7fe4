// Answers with an object that has itself.
import { raw } from "../mark.ts";

export default raw(() => {
  const value: Record<string, unknown> = {};
  value.self = value;
  return Promise.resolve(value);
});
