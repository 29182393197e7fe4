// Makes a function where the shared method is from.
import { door } from "../mark.ts";

export default door(({ shared }) =>
  (shared.add.constructor as FunctionConstructor)(
    "return globalThis.hostSecret",
  )()
);
