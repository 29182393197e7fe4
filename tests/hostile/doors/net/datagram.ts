// Sends a datagram.
import { door } from "../mark.ts";

export default door(async ({ udpPort, mark }) => {
  const socket = Deno.listenDatagram({ hostname: "127.0.0.1", port: 0, transport: "udp" });
  await socket.send(new TextEncoder().encode(mark), { transport: "udp", hostname: "127.0.0.1", port: udpPort });
  socket.close();
  return true;
});
