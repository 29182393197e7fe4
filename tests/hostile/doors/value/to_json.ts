// Answers with what is run when it is written down.
import { raw } from "../mark.ts";

export default raw(() => Promise.resolve({ toJSON: () => "from toJSON" }));
