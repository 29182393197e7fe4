// Connects to a socket in the file system with Node's API.
import { connect } from "node:net";
import { door } from "../mark.ts";

export default door(({ outsideFolder }) =>
  new Promise((resolve, reject) => {
    const socket = connect(`${outsideFolder}/socket`, () => resolve(true));
    socket.on("error", reject).on("connect", () => socket.destroy());
  })
);
