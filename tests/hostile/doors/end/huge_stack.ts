// Asks for the stack of an error whose message is longer than Deno can bear.
import { door } from "../mark.ts";

export default door(() => new Error("x".repeat(2 ** 29 - 24)).stack);
