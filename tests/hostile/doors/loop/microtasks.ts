// Awaits without end.
import { door } from "../mark.ts";

export default door(async () => {
  for (;;) await null;
});
