// Throws an error that says it is of another plugin.
import { raw } from "../mark.ts";

export default raw(() =>
  Promise.reject(
    Object.assign(new Error("Cannot go on"), {
      name: "HookCallError",
      plugin: "neighbour",
      hook: "answer",
    }),
  )
);
