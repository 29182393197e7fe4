// Learns from an error which code called it.
import { door } from "../mark.ts";

export default door(() => {
  Error.stackTraceLimit = 100;
  return new Error().stack;
});
