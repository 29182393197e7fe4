// Opens a database.
import { DatabaseSync } from "node:sqlite";
import { door } from "../mark.ts";

export default door(({ outsideFolder }) => {
  using database = new DatabaseSync(`${outsideFolder}/secret.db`, {
    readOnly: true,
  });
  return database.prepare("SELECT text FROM secrets").get();
});
