/** A server on the loopback interface that writes down what it is asked: by TCP, by UDP, by a socket in the file system. */
import { createSocket, type Socket } from "node:dgram";

const FILES = new URL("./server/", import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript",
  json: "application/json",
  txt: "text/plain",
  wasm: "application/wasm",
};

/** Serves until it is disposed of. */
export class HostileServer implements AsyncDisposable {
  readonly #tcp: Deno.HttpServer<Deno.NetAddr>;
  readonly #registry: Deno.HttpServer<Deno.NetAddr>;
  readonly #unix: Deno.HttpServer<Deno.Addr>;
  readonly #udp: Socket;
  readonly #asked: string[] = [];

  private constructor(socketPath: string, udp: Socket) {
    this.#tcp = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => this.#answer(request));
    this.#registry = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => this.#answer(request));
    this.#unix = Deno.serve({ path: socketPath, onListen() {} }, (request) => this.#answer(request));
    this.#udp = udp;
    udp.on("message", (bytes, { port, address }) => {
      this.#asked.push(new TextDecoder().decode(bytes));
      // To a name server's client: there is no such name.
      const reply = Uint8Array.from(bytes);
      reply.set([0x81, 0x83], 2);
      udp.send(reply, port, address);
    });
  }

  /** Starts one. Takes where its socket is to be. */
  static async start(socketPath: string): Promise<HostileServer> {
    const udp = createSocket("udp4");
    await new Promise<void>((bound) => udp.bind(0, "127.0.0.1", bound));
    return new HostileServer(socketPath, udp);
  }

  /** Its port for TCP. */
  get port(): number {
    return this.#tcp.addr.port;
  }

  /** Its port for those who take it for a registry of packages: from those, code may be imported. */
  get registryPort(): number {
    return this.#registry.addr.port;
  }

  /** Its port for UDP. */
  get udpPort(): number {
    return this.#udp.address().port;
  }

  /** Whether it was asked for something that has a text in it. */
  wasAsked(text: string): boolean {
    return this.#asked.some((asked) => asked.includes(text));
  }

  #answer(request: Request): Response | Promise<Response> {
    const url = new URL(request.url);
    const to = url.searchParams.get("to");
    // That somebody asks to be sent on is nothing yet.
    if (url.pathname === "/redirect" && to !== null) {
      return new Response(null, { status: 302, headers: { location: to } });
    }
    this.#asked.push(request.url);
    if (request.headers.get("upgrade") === "websocket") {
      const { socket, response } = Deno.upgradeWebSocket(request);
      socket.onerror = () => {};
      return response;
    }
    if (request.headers.get("accept") === "text/event-stream") {
      return new Response("data: told\n\n", { headers: { "content-type": "text/event-stream" } });
    }
    const name = url.pathname.slice(1);
    const type = TYPES[name.split(".")[1] ?? ""];
    if (name.includes("/") || type === undefined) return new Response("served");
    return new Response(Deno.readFileSync(new URL(name, FILES)), { headers: { "content-type": type } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([
      this.#tcp.shutdown(),
      this.#registry.shutdown(),
      this.#unix.shutdown(),
      new Promise<void>((closed) => this.#udp.close(() => closed())),
    ]);
  }
}
