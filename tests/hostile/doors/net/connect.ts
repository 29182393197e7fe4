// Connects to a port.
import { door } from "../mark.ts";

export default door(async ({ serverUrl, mark }) => {
  using connection = await Deno.connect({
    hostname: "127.0.0.1",
    port: Number(new URL(serverUrl).port),
  });
  await connection.write(
    new TextEncoder().encode(
      `GET /${mark} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    ),
  );
  return await new Response(connection.readable).text();
});
