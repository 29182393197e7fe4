// Carries something out in the name of a JSR package.
import { door } from "../mark.ts";

export default door(({ mark }) => import(`jsr:@tenon-hostile/${mark}`));
