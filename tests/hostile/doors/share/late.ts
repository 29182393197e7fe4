// Calls a shared method after its own call.
import { door } from "../mark.ts";

export default door(({ shared, mark }) => {
  setTimeout(() => shared.add(mark), 100);
  return true;
});
