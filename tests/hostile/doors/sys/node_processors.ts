// Asks for the machine's processors with Node's API.
import { cpus } from "node:os";
import { door } from "../mark.ts";

export default door(() => cpus());
