// Asks for the user's name and home with Node's API.
import { userInfo } from "node:os";
import { door } from "../mark.ts";

export default door(() => userInfo());
