import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { readManifest } from "../../src/manifest/read.ts";
import { errorOf, TempFolder } from "./support.ts";

Deno.test("a file that is not there is 'manifest-not-found'", async () => {
  using folder = new TempFolder();
  const path = `${folder.path}/plugins.jsonc`;
  const error = await errorOf(readManifest(path));
  assertEquals(error.code, "manifest-not-found");
  assertEquals(error.message, `${path}: Cannot read the manifest: there is no such file.`);
  assertEquals(error.source, path);
  assertInstanceOf(error.cause, Deno.errors.NotFound);
  const problem = {
    code: "not-found" as const,
    message: "Cannot read the manifest: there is no such file.",
    file: path,
    line: undefined,
    column: undefined,
    path: [],
    value: undefined,
  };
  assertEquals(error.problems, [problem]);
});

Deno.test("a folder is not a manifest", async () => {
  using folder = new TempFolder();
  const error = await errorOf(readManifest(folder.path));
  assertEquals(error.code, "manifest-unreadable");
  assertEquals(error.problems[0]?.message, "Cannot read the manifest: it is a folder; name the file in it.");
});

Deno.test({
  name: "without Deno's permission to read, the error says which flag is missing",
  permissions: { read: false },
  async fn() {
    const error = await errorOf(readManifest("/somewhere/plugins.jsonc"));
    assertEquals(error.code, "manifest-unreadable");
    assertEquals(
      error.problems[0]?.message,
      "Cannot read the manifest: the host may not read it; run deno with --allow-read=/somewhere/plugins.jsonc.",
    );
  },
});

Deno.test({
  name: "without Deno's permission for the network, the error says which flag is missing",
  permissions: { net: false },
  async fn() {
    const error = await errorOf(readManifest("https://example.com/plugins.jsonc"));
    assertEquals(
      error.message,
      "https://example.com/plugins.jsonc: Cannot read the manifest: the host may not fetch it; " +
        "run deno with --allow-net=example.com.",
    );
  },
});

Deno.test({
  name: "a file that the operating system protects is 'manifest-unreadable'",
  // The superuser may read everything, and Windows has no such mode.
  ignore: Deno.build.os === "windows" || Deno.uid() === 0,
  async fn() {
    using folder = new TempFolder();
    const path = folder.write("plugins.jsonc", "{}");
    Deno.chmodSync(path, 0);
    const error = await errorOf(readManifest(path));
    assertEquals(error.code, "manifest-unreadable");
    assert(error.message.includes("the operating system does not let this user read it"));
  },
});

Deno.test("bytes that are not UTF-8 are 'manifest-unreadable'", async () => {
  using folder = new TempFolder();
  const path = folder.write("plugins.jsonc", new Uint8Array([0x7B, 0xE4, 0x7D]));
  const error = await errorOf(readManifest(path));
  assertEquals(error.code, "manifest-unreadable");
  assertEquals(error.problems[0]?.message, "Cannot read the manifest: it is not UTF-8; save it as UTF-8.");
});

Deno.test("UTF-16 is recognized", async () => {
  using folder = new TempFolder();
  const path = folder.write("plugins.jsonc", new Uint8Array([0xFF, 0xFE, 0x7B, 0, 0x7D, 0]));
  const error = await errorOf(readManifest(path));
  assertEquals(error.problems[0]?.message, "Cannot read the manifest: it is not UTF-8 but UTF-16; save it as UTF-8.");
});

Deno.test("HTTP 404 is 'manifest-not-found'; other failures of the server are 'manifest-unreadable'", async () => {
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    return new Response("no", { status: Number(new URL(request.url).pathname.slice(1)) });
  });
  const base = `http://127.0.0.1:${server.addr.port}`;
  const missing = await errorOf(readManifest(`${base}/404`));
  assertEquals(missing.code, "manifest-not-found");
  assertEquals(missing.message, `${base}/404: Cannot read the manifest: the server answered 404 Not Found.`);
  assertEquals((await errorOf(readManifest(`${base}/503`))).code, "manifest-unreadable");
});

Deno.test("a server that cannot be reached is 'manifest-unreadable'", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  const error = await errorOf(readManifest(new URL(`http://127.0.0.1:${port}/plugins.jsonc`)));
  assertEquals(error.code, "manifest-unreadable");
  assertInstanceOf(error.cause, Error);
});

Deno.test("mistakes in a manifest on the web are reported with its URL", async () => {
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => new Response("{\n}"));
  const url = `http://127.0.0.1:${server.addr.port}/plugins.jsonc`;
  const error = await errorOf(readManifest(url));
  assertEquals(error.source, `${url}:1:1`);
});

Deno.test("a URL that is neither of a file nor of the web is refused", async () => {
  const error = await errorOf(readManifest(new URL("data:application/json,{}")));
  assertEquals(error.code, "manifest-unreadable");
});
