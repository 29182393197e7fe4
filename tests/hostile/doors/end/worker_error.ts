// Throws in a worker that nobody listens to.
import { door } from "../mark.ts";

export default door(() => {
  new Worker("data:text/javascript,throw new Error()", { type: "module" });
  return new Promise(() => {});
});
