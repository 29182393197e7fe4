// Imports a file from outside of its package as text.
import secret from "../../outside/secret.txt" with { type: "text" };
import { door } from "../mark.ts";

export default door(() => secret);
