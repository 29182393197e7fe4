// Reads an environment variable with Node's API.
import process from "node:process";
import { door } from "../mark.ts";

export default door(({ envName }) => process.env[envName]);
