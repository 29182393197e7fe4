// Keeps something in the store of keys and values.
import { door } from "../mark.ts";

export default door(async ({ mark }) => {
  using kv = await Deno.openKv();
  await kv.set(["hostile"], mark);
  return (await kv.get(["hostile"])).value;
});
