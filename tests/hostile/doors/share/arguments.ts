// Changes the arguments, which the next plugin gets.
import { door } from "../mark.ts";

export default door(({ list, mark }) => list.push(mark));
