// Attaches a database to one in memory.
import { DatabaseSync } from "node:sqlite";
import { door } from "../mark.ts";

export default door(({ outsideFolder }) => {
  using database = new DatabaseSync(":memory:");
  database.exec(`ATTACH DATABASE '${outsideFolder}/secret.db' AS other`);
  return database.prepare("SELECT text FROM other.secrets").get();
});
