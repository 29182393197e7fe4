// Opens a store of keys and values in a file.
import { door } from "../mark.ts";

export default door(async ({ outsideFolder, mark }) => {
  using kv = await Deno.openKv(`${outsideFolder}/${mark}`);
  await kv.set(["key"], "value");
});
