// Loads a native addon.
import process from "node:process";
import { door } from "../mark.ts";

export default door(({ outsideFolder }) => {
  try {
    process.dlopen({ exports: {} }, `${outsideFolder}/addon.node`);
  } catch (error) {
    // The file is no library; that somebody looked at it is an answer.
    if (
      !/too short|invalid ELF|file/i.test(String(error)) ||
      /requires/i.test(String(error))
    ) throw error;
    return String(error);
  }
});
