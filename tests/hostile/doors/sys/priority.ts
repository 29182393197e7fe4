// Changes the priority of the process.
import { setPriority } from "node:os";
import { door } from "../mark.ts";

export default door(() => {
  setPriority(0, 10);
  return true;
});
