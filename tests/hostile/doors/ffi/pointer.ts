// Reads memory by its address.
import { door } from "../mark.ts";

export default door(() => `address ${Deno.UnsafePointer.value(Deno.UnsafePointer.of(new Uint8Array(8)))}`);
