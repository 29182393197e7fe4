// Answers with an object that sees what is done with it.
import { raw } from "../mark.ts";

export default raw(() =>
  Promise.resolve({
    inner: new Proxy({}, {
      get: (_, name) => name === "then" ? undefined : "seen",
    }),
  })
);
