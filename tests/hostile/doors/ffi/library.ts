// Calls a function of a native library.
import { door } from "../mark.ts";

export default door(() => {
  const library = Deno.dlopen("libc.so.6", { getpid: { parameters: [], result: "i32" } });
  return library.symbols.getpid();
});
