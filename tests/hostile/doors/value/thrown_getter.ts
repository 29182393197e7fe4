// Throws something whose message is made at each look.
import { raw } from "../mark.ts";

export default raw(() =>
  Promise.reject(
    Object.defineProperty(new Error(), "message", {
      get: () => Math.random().toString(),
    }),
  )
);
