// Waits for memory that nobody changes.
import { door } from "../mark.ts";

export default door(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
