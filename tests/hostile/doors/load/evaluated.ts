// Imports a module from code that it makes.
import { door } from "../mark.ts";

export default door(async ({ outsideFolder }) =>
  (await new Function("url", "return import(url)")(
    `file://${outsideFolder}/code.ts`,
  )).secret
);
