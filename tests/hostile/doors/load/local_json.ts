// Imports a JSON file by a path that it learns later.
import { door } from "../mark.ts";

export default door(async ({ outsideFolder }) =>
  (await import(`file://${outsideFolder}/data.json`, {
    with: { type: "json" },
  })).default.secret
);
