// Calls a shared method with what runs when it is looked at.
import { door } from "../mark.ts";

export default door(({ shared, mark }) =>
  shared.add(mark, () => mark, {
    get looked() {
      return mark;
    },
  })
);
