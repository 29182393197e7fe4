// Sends a datagram with Node's API.
import { createSocket } from "node:dgram";
import { door } from "../mark.ts";

export default door(({ udpPort, mark }) => {
  const socket = createSocket("udp4");
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.send(
      mark,
      udpPort,
      "127.0.0.1",
      (error) => error ? reject(error) : resolve(true),
    );
  }).finally(() => socket.close());
});
