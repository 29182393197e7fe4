// Imports a file as text by a path that it learns later.
import { door } from "../mark.ts";

export default door(async ({ secretFile }) =>
  (await import(`file://${secretFile}`, { with: { type: "text" } })).default
);
