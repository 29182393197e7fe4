// Changes its environment, so that requests go by a proxy.
import process from "node:process";
import { door } from "../mark.ts";

export default door(async ({ otherUrl, mark }) => {
  process.env.HTTP_PROXY = otherUrl;
  return await (await fetch(`http://granted.test/${mark}`)).text();
});
