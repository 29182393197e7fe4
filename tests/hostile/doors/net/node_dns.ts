// Carries something out in a name, with Node's API.
import { Resolver } from "node:dns/promises";
import { door } from "../mark.ts";

export default door(async ({ udpPort, mark }) => {
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([`127.0.0.1:${udpPort}`]);
  return await resolver.resolve4(`${mark}.test`);
});
