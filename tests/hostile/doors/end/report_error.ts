// Reports an error that nobody handles.
import { door } from "../mark.ts";

export default door(() => reportError(new Error("nobody handles this")));
