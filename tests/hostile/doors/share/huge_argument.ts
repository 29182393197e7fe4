// Calls a shared method with a gigabyte.
import { door } from "../mark.ts";

export default door(({ shared, mark }) => shared.add(mark, new Uint8Array(2 ** 30)));
