// Calls a shared method with a key that sets what an object inherits.
import { door } from "../mark.ts";

export default door(({ shared, mark }) => shared.add(mark, JSON.parse(`{ "__proto__": { "hostile": true } }`)));
