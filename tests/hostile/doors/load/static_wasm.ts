// Has a WebAssembly module import one from outside of its package.
import { read } from "./edge.wasm";
import { door } from "../mark.ts";

export default door(() => read());
