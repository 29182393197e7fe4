// Imports a file from outside of its package by a link within.
import secret from "../linked/secret.txt" with { type: "text" };
import { door } from "../mark.ts";

export default door(() => secret);
