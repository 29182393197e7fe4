// Shares something by the session storage.
import { door } from "../mark.ts";

export default door(({ mark }) => sessionStorage.setItem("hostile", mark));
