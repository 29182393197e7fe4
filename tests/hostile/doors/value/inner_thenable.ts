// Answers with what is run once somebody awaits a part of it.
import { raw } from "../mark.ts";

export default raw(() =>
  Promise.resolve({
    inner: {
      then(resolve: (value: unknown) => void) {
        resolve("from then");
      },
    },
  })
);
