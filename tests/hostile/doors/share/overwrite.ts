// Puts something else in the place of a shared member.
import { door } from "../mark.ts";

export default door(({ shared, mark }) => {
  (shared as { note: string }).note = mark;
  return true;
});
