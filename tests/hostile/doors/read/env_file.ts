// Has a file read as a list of environment variables.
import process from "node:process";
import { door } from "../mark.ts";

export default door(({ outsideFolder }) => {
  process.loadEnvFile(`${outsideFolder}/secret.env`);
  return process.env.SECRET_OF_A_FILE;
});
