// Carries something out in the name of an npm package.
import { door } from "../mark.ts";

export default door(({ mark }) => import(`npm:@tenon-hostile/${mark}`));
