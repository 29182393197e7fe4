// Throws where nobody catches.
import { door } from "../mark.ts";

export default door(() => {
  setTimeout(() => {
    throw new Error("nobody catches this");
  });
  return new Promise(() => {});
});
