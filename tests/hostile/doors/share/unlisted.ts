// Reads a member that is not for plugins.
import { door } from "../mark.ts";

export default door(({ shared }) => (shared as unknown as { secret: string }).secret);
