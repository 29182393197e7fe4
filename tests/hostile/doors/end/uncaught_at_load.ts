// Throws where nobody catches, soon after it was loaded.
import { door } from "../mark.ts";

setTimeout(() => {
  throw new Error("nobody catches this");
});

export default door(() => new Promise(() => {}));
