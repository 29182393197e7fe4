// Opens a web socket as a stream.
import { door } from "../mark.ts";

export default door(async ({ serverUrl, mark }) => {
  const socket = new WebSocketStream(serverUrl.replace("http", "ws") + mark);
  await socket.opened;
  socket.close();
  return true;
});
