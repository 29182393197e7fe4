// Calls a method that is not for plugins.
import { door } from "../mark.ts";

export default door(({ shared }) => (shared as unknown as { tell(): string }).tell());
