// Keeps the host from being interrupted, with Node's API.
import process from "node:process";
import { door } from "../mark.ts";

export default door(() => {
  process.on("SIGINT", () => {});
  return true;
});
