// Listens to the events of a server.
import { door } from "../mark.ts";

export default door(({ serverUrl, mark }) => {
  const source = new EventSource(serverUrl + mark);
  return new Promise((resolve, reject) => {
    source.onmessage = ({ data }) => resolve(data);
    source.onerror = () => reject(new Error("the source of events failed"));
  }).finally(() => source.close());
});
