// Keeps something in the cache of web pages.
import { door } from "../mark.ts";

export default door(async ({ mark }) => {
  const cache = await caches.open("hostile");
  await cache.put("https://hostile.test/", new Response(mark));
  return await (await cache.match("https://hostile.test/"))?.text();
});
