// Leaves something among the globals.
import { door } from "../mark.ts";

export default door(({ mark }) => (globalThis as unknown as { hostile: string }).hostile = mark);
