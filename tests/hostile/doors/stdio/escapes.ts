// Prints what makes a terminal do something.
import { door } from "../mark.ts";

export default door(({ mark }) => console.log(`\x1b]0;${mark}\x07\x1b[2K\r${mark}`));
