// Answers with a function.
import { raw } from "../mark.ts";

export default raw(() => Promise.resolve({ run: () => Deno.pid }));
