// Answers with a gigabyte of bytes.
import { raw } from "../mark.ts";

export default raw(() => Promise.resolve(new Uint8Array(2 ** 30)));
