import { assertEquals } from "@std/assert";
import { JsrRegistry } from "../../support/jsr_registry.ts";
import { NpmRegistry } from "../../support/npm_registry.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { jsrPlugin, npmPlugin, runDiscovery, says } from "./support.ts";

/** A server that never answers, until it is disposed of. */
class SilentServer implements AsyncDisposable {
  readonly #end = Promise.withResolvers<void>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  /** What it does answer. */
  constructor(answer: (path: string) => Promise<Response> | undefined = () => undefined) {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      return answer(new URL(request.url).pathname) ??
        this.#end.promise.then(() => new Response("gone", { status: 404 }));
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.resolve();
    await this.#server.shutdown();
  }
}

const good = { entries: { local: "./local.ts" }, files: { "local.ts": says("local") } };

Deno.test("a registry that never answers costs its packages their deadline, and nobody else anything", async () => {
  await using jsr = await JsrRegistry.start(jsrPlugin("@acme/first"), jsrPlugin("@acme/second"));
  await using silent = new SilentServer((path) =>
    path.includes("silent") ? undefined : fetch(jsr.env.JSR_URL + path.slice(1))
  );
  await using npm = await NpmRegistry.start("@acme", npmPlugin("@acme/npm"));
  using folder = new TempFolder();
  const options = {
    ...good,
    folder,
    env: { JSR_URL: silent.url },
    imports: {
      first: "jsr:@acme/first",
      silent: "jsr:@silent/jsr",
      silentToo: "jsr:@silent/jsr-too",
      silentNpm: "npm:@silent/npm",
      npm: "npm:@acme/npm",
      second: "jsr:@acme/second",
    },
    files: { ...good.files, ".npmrc": `${npm.npmrc}@silent:registry=${silent.url}silent/\n` },
    options: { timeoutMs: 8000 },
  };
  // What deno add leaves: a lock that lists what was installed while its registry was there.
  folder.write("deno.lock", JSON.stringify({ version: "5", specifiers: {} }));
  const installed = await runDiscovery({ ...options, imports: { npm: "npm:@acme/npm" } });
  assertEquals(installed.said, ["local", "@acme/npm"], installed.stderr);

  const result = await runDiscovery(options);
  assertEquals(result.report, [
    "@acme/first jsr:@acme/first/demo deno.json loaded host",
    "@silent/jsr jsr:@silent/jsr/demo deno.json failed  discover timeout",
    "@silent/jsr-too jsr:@silent/jsr-too/demo deno.json failed  discover timeout",
    "@silent/npm npm:@silent/npm/demo deno.json failed  discover timeout",
    "@acme/npm npm:@acme/npm/demo deno.json loaded host",
    "@acme/second jsr:@acme/second/demo deno.json loaded host",
    "local ./local.ts manifest loaded host",
  ], result.stderr);
  assertEquals(
    result.errors[0],
    "Cannot find out whether jsr:@silent/jsr, which deno.json names, is a plugin: it could not be " +
      "had within 8000 ms. | Can its registry be reached? The option timeoutMs of load gives it longer.",
  );
  assertEquals(result.code, 0);
});

Deno.test("a plugin whose own import never arrives costs that plugin its deadline alone", async () => {
  await using silent = new SilentServer();
  await using jsr = await JsrRegistry.start(
    jsrPlugin("@acme/slow", `import "${silent.url}never.ts";`),
    jsrPlugin("@acme/good"),
  );
  const result = await runDiscovery({
    ...good,
    env: jsr.env,
    imports: { slow: "jsr:@acme/slow", good: "jsr:@acme/good" },
    options: { timeoutMs: 6000 },
  });
  assertEquals(result.said, ["local", "@acme/good"], result.stderr);
  assertEquals(result.report[0], "@acme/slow jsr:@acme/slow/demo deno.json failed  discover timeout");
});
