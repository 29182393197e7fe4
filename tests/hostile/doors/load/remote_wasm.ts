// Imports a WebAssembly module from a host that nobody granted.
import { door } from "../mark.ts";

export default door(({ serverUrl, mark }) => import(`${serverUrl}add.wasm?${mark}`));
