// Ends the process past what is to be done before.
import process from "node:process";
import { door } from "../mark.ts";

export default door(() => (process as unknown as { reallyExit(code: number): void }).reallyExit(0));
