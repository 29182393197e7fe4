// Connects to a port with Node's API.
import { connect } from "node:net";
import { door } from "../mark.ts";

export default door(({ serverUrl, mark }) =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(serverUrl).port), "127.0.0.1");
    socket.on("error", reject).on("end", () => resolve(true)).resume();
    socket.end(`GET /${mark} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  })
);
