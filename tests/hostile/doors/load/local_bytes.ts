// Imports a file as bytes by a path that it learns later.
import { door } from "../mark.ts";

export default door(async ({ secretFile }) =>
  new TextDecoder().decode(
    (await import(`file://${secretFile}`, { with: { type: "bytes" } })).default,
  )
);
