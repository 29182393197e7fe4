// Opens a web socket.
import { door } from "../mark.ts";

export default door(({ serverUrl, mark }) => {
  const socket = new WebSocket(serverUrl.replace("http", "ws") + mark);
  return new Promise((resolve, reject) => {
    socket.onopen = () => socket.close();
    socket.onclose = () => resolve(true);
    socket.onerror = (event) => reject(event instanceof ErrorEvent ? event.error : event);
  });
});
