// Changes the settings of the engine by a built-in module that it imports when it is called.
import { door } from "../mark.ts";

export default door(async () => {
  const name = "node:v8";
  const { setFlagsFromString } = await import(name);
  setFlagsFromString("--expose-gc");
  return true;
});
