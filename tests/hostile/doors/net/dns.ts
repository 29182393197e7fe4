// Carries something out in the name that it asks a name server for.
import { door } from "../mark.ts";

export default door(({ udpPort, mark }) => {
  const nameServer = { ipAddr: "127.0.0.1", port: udpPort };
  return Deno.resolveDns(`${mark}.test`, "A", { nameServer });
});
