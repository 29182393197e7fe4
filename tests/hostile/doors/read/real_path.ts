// Asks where a link leads.
import { door } from "../mark.ts";

export default door(({ linkedFolder }) => Deno.realPathSync(`${linkedFolder}/link`));
