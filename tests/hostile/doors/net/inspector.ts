// Has the debugger listen on a port.
import { close, open, url } from "node:inspector";
import { door } from "../mark.ts";

export default door(() => {
  open(0, "127.0.0.1");
  const address = url();
  close();
  return address;
});
