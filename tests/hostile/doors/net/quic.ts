// Connects by QUIC.
import { door } from "../mark.ts";

export default door(async ({ udpPort }) => {
  const endpoint = new Deno.QuicEndpoint();
  // Nobody answers; that it waits is what shows that something was sent.
  const connecting = Promise.resolve(Deno.connectQuic({
    hostname: "127.0.0.1",
    port: udpPort,
    alpnProtocols: ["h3"],
    endpoint,
  }));
  connecting.catch(() => {});
  const waits = new Promise((resolve) => setTimeout(() => resolve("it waits"), 300));
  return await Promise.race([connecting, waits]).finally(() => endpoint.close());
});
