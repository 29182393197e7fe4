// Has more and more to do before all else.
import process from "node:process";
import { door } from "../mark.ts";

export default door(() => {
  const more = () => process.nextTick(more);
  more();
  return new Promise(() => {});
});
