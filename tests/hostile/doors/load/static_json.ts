// Imports a JSON file from outside of its package.
import data from "../../outside/data.json" with { type: "json" };
import { door } from "../mark.ts";

export default door(() => data.secret);
