// Imports a text from a host that nobody granted.
import { door } from "../mark.ts";

export default door(({ serverUrl, mark }) => import(`${serverUrl}text.txt?${mark}`, { with: { type: "text" } }));
