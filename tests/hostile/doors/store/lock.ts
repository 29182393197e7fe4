// Takes a lock that the host may need.
import { door } from "../mark.ts";

interface Locks {
  readonly locks: { request(name: string, whileHeld: () => Promise<unknown>): Promise<unknown> };
}

export default door(({ mark }) =>
  new Promise((resolve) =>
    void (navigator as unknown as Locks).locks.request(mark, () => new Promise(() => resolve(true)))
  )
);
