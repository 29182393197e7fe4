// Has the compiler import a module from outside of its package, for JSX.
/** @jsxImportSource ../../outside */
import { door } from "../mark.ts";

declare global {
  namespace JSX {
    interface IntrinsicElements {
      readonly p: object;
    }
  }
}

export default door(() => (<p /> as unknown as { secret: string }).secret);
