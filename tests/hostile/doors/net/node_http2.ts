// Opens a session of HTTP/2.
import { connect } from "node:http2";
import { door } from "../mark.ts";

export default door(({ serverUrl, mark }) => {
  const session = connect(serverUrl);
  return new Promise((resolve, reject) => {
    session.on("error", reject);
    session.request({ ":path": `/${mark}` }).on("error", reject).on(
      "response",
      () => resolve(true),
    ).resume().end();
  }).finally(() => session.destroy());
});
