// Changes what all objects inherit.
import { door } from "../mark.ts";

export default door(({ mark }) => Object.assign(Object.prototype, { hostile: mark }) && true);
