// Never ends when the host ends.
import { door } from "../mark.ts";

export default door(() => {
  addEventListener("unload", () => {
    for (;;);
  });
  return true;
});
