// Prints what looks like a message to the host.
import { door } from "../mark.ts";

export default door(({ mark }) => console.log(JSON.stringify({ answer: mark })));
