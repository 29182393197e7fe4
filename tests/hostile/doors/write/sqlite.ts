// Makes a database.
import { DatabaseSync } from "node:sqlite";
import { door } from "../mark.ts";

export default door(({ outsideFolder, mark }) => {
  using database = new DatabaseSync(`${outsideFolder}/${mark}`);
  database.exec("CREATE TABLE t (x)");
});
