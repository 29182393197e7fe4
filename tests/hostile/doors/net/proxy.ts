// Names another host as the proxy to the one that it was granted.
import { door } from "../mark.ts";

export default door(async ({ otherUrl, mark }) => {
  const client = Deno.createHttpClient({ proxy: { url: otherUrl } });
  return await (await fetch(`http://granted.test/${mark}`, { client })).text();
});
