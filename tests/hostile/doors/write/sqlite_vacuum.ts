// Has a database in memory written to a file.
import { DatabaseSync } from "node:sqlite";
import { door } from "../mark.ts";

export default door(({ outsideFolder, mark }) => {
  using database = new DatabaseSync(":memory:");
  database.exec(`VACUUM INTO '${outsideFolder}/${mark}'`);
});
