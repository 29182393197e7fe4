// Imports a text from a host that nobody granted.
import secret from "../../server/text.txt" with { type: "text" };
import { door } from "../mark.ts";

export default door(() => secret);
