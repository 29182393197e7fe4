// Never answers.
import { door } from "../mark.ts";

export default door(() => new Promise(() => {}));
