// Runs a program.
import { door } from "../mark.ts";

export default door(() =>
  new Deno.Command(Deno.execPath(), { args: ["--version"] }).outputSync()
    .success
);
