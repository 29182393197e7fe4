// Never ends when the host ends, with Node's API.
import process from "node:process";
import { door } from "../mark.ts";

export default door(() => {
  process.on("exit", () => {
    for (;;);
  });
  return true;
});
