// Leaves a rejected promise behind.
import { door } from "../mark.ts";

export default door(() => {
  Promise.reject(new Error("nobody handles this"));
  return new Promise(() => {});
});
