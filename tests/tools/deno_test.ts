/** How a task ends that a signal ends. */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { CrowClient } from "../examples/crow/acp_client.ts";
import { Folder } from "../examples/crow/support.ts";

const RUN = fileURLToPath(new URL("../../tools/run.ts", import.meta.url));

for (const [signal, expected] of [["SIGTERM", 143], ["SIGHUP", 129]] as const) {
  Deno.test(`a task passes ${signal} on to what it runs, and ends when that does, with its exit code`, {
    ignore: Deno.build.os === "windows",
  }, async () => {
    using folder = new Folder();
    await using client = await CrowClient.start({
      cwd: folder.path,
      deno: ["run", "-A", "--no-lock", RUN, "crow", "--no-plugins"],
    });
    await client.newSession(folder.path);
    client.child.kill(signal);
    const { code, signal: killedBy } = await client.child.status;
    assertEquals({ code, killedBy }, { code: expected, killedBy: null });
  });
}
