// Loads a native extension of a database.
import { DatabaseSync } from "node:sqlite";
import { door } from "../mark.ts";

export default door(({ outsideFolder }) => {
  using database = new DatabaseSync(":memory:", { allowExtension: true });
  try {
    database.loadExtension(`${outsideFolder}/addon.node`);
  } catch (error) {
    if (!/too short|invalid ELF|shared object/i.test(String(error))) {
      throw error;
    }
    return String(error);
  }
});
