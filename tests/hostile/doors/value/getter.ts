// Answers with something else at each look.
import { raw } from "../mark.ts";

export default raw(() =>
  Promise.resolve({
    count: 0,
    get next() {
      return ++this.count;
    },
  })
);
