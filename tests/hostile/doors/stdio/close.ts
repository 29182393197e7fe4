// Closes the host's output.
import { closeSync } from "node:fs";
import { door } from "../mark.ts";

export default door(() => closeSync(1));
