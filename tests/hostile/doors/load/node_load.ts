// Has Node's loader load a script.
import Module from "node:module";
import { door } from "../mark.ts";

interface Loader {
  _load(path: string, parent: null, isMain: boolean): { secret: string };
}

export default door(({ outsideFolder }) =>
  (Module as unknown as Loader)._load(
    `${outsideFolder}/script.cjs`,
    null,
    false,
  ).secret
);
