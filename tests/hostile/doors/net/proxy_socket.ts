// Names a socket in the file system as the proxy to the host that it was granted.
import { door } from "../mark.ts";

export default door(async ({ outsideFolder, mark }) => {
  const client = Deno.createHttpClient({
    proxy: { transport: "unix", path: `${outsideFolder}/socket` },
  });
  return await (await fetch(`http://granted.test/${mark}`, { client })).text();
});
