// Never ends in WebAssembly.
import { door } from "../mark.ts";

export default door(() => {
  // (module (func (export "f") (loop (br 0))))
  const code = "0061736d010000000104016000000302010007050101660000" +
    "0a0901070003400c000b0b";
  const { exports } = new WebAssembly.Instance(
    new WebAssembly.Module(Uint8Array.fromHex(code)),
  );
  (exports.f as () => void)();
});
