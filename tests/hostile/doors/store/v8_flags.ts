// Changes the settings of the engine.
import { setFlagsFromString } from "node:v8";
import { door } from "../mark.ts";

export default door(() => {
  setFlagsFromString("--expose-gc");
  return true;
});
