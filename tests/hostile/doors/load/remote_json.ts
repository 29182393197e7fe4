// Imports JSON from a host that nobody granted.
import { door } from "../mark.ts";

export default door(({ serverUrl, mark }) => import(`${serverUrl}data.json?${mark}`, { with: { type: "json" } }));
