// Changes the code that the host ends with, past all interfaces.
import { door } from "../mark.ts";

type Internals = Record<symbol, { core: { ops: { op_set_exit_code(code: number): void } } }>;

export default door(() => {
  const { internal } = Deno as unknown as { readonly internal: symbol };
  (Deno as unknown as Internals)[internal]!.core.ops.op_set_exit_code(7);
  return true;
});
