// Uses the graphics processor.
import { door } from "../mark.ts";

export default door(async () => {
  await navigator.gpu.requestAdapter();
  return true;
});
