// Answers with memory that it can still change.
import { raw } from "../mark.ts";

export default raw(() => Promise.resolve(new Int32Array(new SharedArrayBuffer(4))));
