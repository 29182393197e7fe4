// Has Deno itself crash, by a part of it that is not there.
import { door } from "../mark.ts";

type Internals = Record<symbol, { core: { ops: { Dock: new () => unknown } } }>;

export default door(() => {
  const { internal } = Deno as unknown as { readonly internal: symbol };
  return new ((Deno as unknown as Internals)[internal]!.core.ops.Dock)();
});
