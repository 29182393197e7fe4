// Answers with a gigabyte of text.
import { raw } from "../mark.ts";

export default raw(() => {
  const half = "x".repeat(2 ** 29 - 24);
  return Promise.resolve([half, half]);
});
