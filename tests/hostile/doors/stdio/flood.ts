// Prints more lines than anybody reads.
import { door } from "../mark.ts";

export default door(({ mark }) => {
  for (let i = 0; i < 20_000; i++) console.log(`${mark} ${i}`);
});
