// Throws in a microtask.
import { door } from "../mark.ts";

export default door(() => {
  queueMicrotask(() => {
    throw new Error("nobody catches this");
  });
  return new Promise(() => {});
});
