// Imports an npm package that only the host uses.
import { door } from "../mark.ts";

export default door(({ cachedPackage }) => import(cachedPackage));
