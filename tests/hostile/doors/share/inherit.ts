// Changes what the shared object inherits.
import { door } from "../mark.ts";

export default door(({ shared, mark }) => Object.assign(Object.getPrototypeOf(shared), { hostile: mark }) && true);
