// Never ends.
import { door } from "../mark.ts";

export default door(() => {
  for (;;);
});
