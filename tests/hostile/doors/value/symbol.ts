// Answers with a symbol.
import { raw } from "../mark.ts";

export default raw(() => Promise.resolve({ [Symbol.toPrimitive]: () => "from a symbol" }));
