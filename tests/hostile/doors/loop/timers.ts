// Has more and more timers.
import { door } from "../mark.ts";

export default door(() => {
  const more = () => {
    const end = Date.now() + 50;
    while (Date.now() < end);
    setTimeout(more);
    setTimeout(more);
  };
  more();
  return new Promise(() => {});
});
