// Sends a request with Node's API.
import { get } from "node:http";
import { door } from "../mark.ts";

export default door(({ serverUrl, mark }) =>
  new Promise((resolve, reject) => {
    get(serverUrl + mark, (response) => response.resume().on("end", () => resolve(response.statusCode))).on(
      "error",
      reject,
    );
  })
);
