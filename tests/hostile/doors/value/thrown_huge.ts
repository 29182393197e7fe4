// Throws an error of half a gigabyte.
import { raw } from "../mark.ts";

export default raw(() => Promise.reject(new Error("x".repeat(2 ** 29 - 24))));
