// Answers with a key that sets what an object inherits.
import { raw } from "../mark.ts";

export default raw(() => JSON.parse(`{ "__proto__": { "hostile": true } }`));
