// Has itself told of the host's errors.
import { door } from "../mark.ts";

export default door(({ mark }) => {
  addEventListener("error", (event) => {
    event.preventDefault();
    (globalThis as unknown as { hostileErrors: string }).hostileErrors = mark;
  });
});
