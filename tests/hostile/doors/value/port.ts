// Answers with an end of a channel.
import { raw } from "../mark.ts";

export default raw(() => Promise.resolve(new MessageChannel().port1));
