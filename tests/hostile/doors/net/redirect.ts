// Has the host that it was granted send it elsewhere.
import { door } from "../mark.ts";

export default door(async ({ serverUrl, otherUrl, mark }) => {
  return await (await fetch(
    `${serverUrl}redirect?to=${encodeURIComponent(otherUrl + mark)}`,
  )).text();
});
