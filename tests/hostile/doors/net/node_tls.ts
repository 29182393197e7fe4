// Connects to a port by TLS with Node's API.
import { connect } from "node:tls";
import { door } from "../mark.ts";

export default door(({ serverUrl }) =>
  new Promise((resolve, reject) => {
    // The server speaks no TLS; that it says so is an answer.
    const socket = connect({
      host: "127.0.0.1",
      port: Number(new URL(serverUrl).port),
    });
    socket.on("error", (error: Error & { code?: string }) => {
      if (
        /perm|capable|requires net/i.test(
          `${error.name} ${error.code} ${error.message}`,
        )
      ) reject(error);
      else resolve(error.message);
    });
  })
);
