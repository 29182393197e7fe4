// Imports a module that the host that it was granted has elsewhere.
import { door } from "../mark.ts";

export default door(({ serverUrl, otherUrl, mark }) =>
  import(
    `${serverUrl}redirect?to=${encodeURIComponent(`${otherUrl}code.js?${mark}`)}`
  )
);
