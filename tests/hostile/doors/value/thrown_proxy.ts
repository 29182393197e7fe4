// Throws something that cannot be looked at.
import { raw } from "../mark.ts";

export default raw(() => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return Promise.reject(proxy);
});
