// Has a pattern tried in more ways than there is time.
import { door } from "../mark.ts";

export default door(() => /^(a+)+$/.test("a".repeat(60) + "b"));
