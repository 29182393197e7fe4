/**
 * The agent as a server of the Agent Client Protocol.
 *
 * @module
 */
import {
  agent as agentApp,
  type AgentApp,
  type ClientCapabilities,
  methods,
  PROTOCOL_VERSION,
  RequestError,
} from "@agentclientprotocol/sdk";
import { isAbsolute, resolve } from "node:path";
import type { Agent } from "../agent.ts";
import type { Session } from "../session.ts";
import { AcpSession } from "./session.ts";

const { agent: { initialize, session } } = methods;

/** Crow's sessions with one client. */
export class AcpServer {
  /** What is connected to a stream of messages. */
  readonly app: AgentApp;
  readonly #agent: Promise<Agent>;
  readonly #sessions = new Map<string, AcpSession>();
  /** Sessions that are being taken up again. */
  readonly #loading = new Map<string, Promise<AcpSession>>();
  /** Sessions that are coming to their end. */
  readonly #closing = new Map<string, Promise<void>>();
  #capabilities: ClientCapabilities = {};
  #stopped = false;

  /** Takes the agent as a promise: plugins take their time, and a client should not have to wait for its first answer. */
  constructor(agent: Promise<Agent>, version: string) {
    this.#agent = agent;
    this.app = agentApp({ name: "crow" })
      .onRequest(initialize, ({ params }) => {
        this.#capabilities = params.clientCapabilities ?? {};
        return {
          protocolVersion: PROTOCOL_VERSION,
          agentInfo: { name: "crow", title: "crow", version },
          agentCapabilities: {
            loadSession: true,
            promptCapabilities: { embeddedContext: true },
            sessionCapabilities: { close: {}, resume: {} },
          },
          authMethods: [],
        };
      })
      .onRequest(session.new, async ({ params }) => {
        await checkFolder(params.cwd);
        const started = await (await this.#agent).startSession(undefined, params.cwd);
        await this.#add(started);
        await this.#leaveOut(params.mcpServers);
        return { sessionId: started.id };
      })
      .onRequest(session.load, async ({ params, client }) => {
        const { sessionId, cwd } = params;
        await (await this.#known(sessionId, cwd)).replay(client);
        await this.#leaveOut(params.mcpServers);
        return {};
      })
      .onRequest(session.resume, async ({ params }) => {
        await this.#known(params.sessionId, params.cwd);
        await this.#leaveOut(params.mcpServers ?? []);
        return {};
      })
      .onRequest(session.close, ({ params }) => this.#close(params.sessionId))
      .onRequest(
        session.prompt,
        ({ params, client, signal }) => this.#get(params.sessionId).prompt(params, client, signal),
      )
      // A cancellation may come too late for its prompt, and even for its session.
      .onNotification(session.cancel, ({ params }) => this.#sessions.get(params.sessionId)?.cancel());
  }

  /** Cancels all that is under way, and waits for its end. Nothing more is begun. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(Array.from(this.#sessions.values(), (session) => session.cancel()));
  }

  /** Editors hand on the servers that they are configured with. Crow's tools come from its plugins. */
  async #leaveOut(servers: readonly { readonly name: string }[]): Promise<void> {
    if (servers.length === 0) return;
    const names = servers.map(({ name }) => name).join(", ");
    (await this.#agent).note("crow", `these MCP servers are left out, as crow does not speak to any: ${names}`);
  }

  async #add(started: Session): Promise<AcpSession> {
    const added = new AcpSession(await this.#agent, started, this.#capabilities);
    this.#sessions.set(started.id, added);
    return added;
  }

  #get(id: string): AcpSession {
    if (this.#stopped) throw RequestError.internalError({ sessionId: id }, "crow is coming to its end.");
    const known = this.#sessions.get(id);
    if (known === undefined || this.#closing.has(id)) throw RequestError.sessionNotFound(id);
    return known;
  }

  /** What is under way is a part of the session: there is no second one of this id before that has come to its end. */
  async #close(id: string): Promise<void> {
    const closing = this.#get(id).cancel().finally(() => {
      this.#sessions.delete(id);
      this.#closing.delete(id);
    });
    this.#closing.set(id, closing);
    await closing;
  }

  /** A session of this client, or one of an earlier time that a plugin remembers. */
  async #known(id: string, cwd: string): Promise<AcpSession> {
    await checkFolder(cwd);
    await this.#closing.get(id);
    const known = await (this.#sessions.get(id) ?? this.#loading.get(id) ?? this.#restore(id, cwd));
    if (known.cwd !== resolve(cwd)) {
      throw RequestError.invalidParams({ cwd }, `session ${id} is about ${known.cwd}, and cannot be about ${cwd}.`);
    }
    return known;
  }

  #restore(id: string, cwd: string): Promise<AcpSession> {
    const restored = this.#remembered(id, cwd).finally(() => this.#loading.delete(id));
    this.#loading.set(id, restored);
    return restored;
  }

  async #remembered(id: string, cwd: string): Promise<AcpSession> {
    const restored = await (await this.#agent).startSession(id, cwd);
    if (restored.messages.length === 0) throw RequestError.sessionNotFound(id);
    return await this.#add(restored);
  }
}

async function checkFolder(cwd: string): Promise<void> {
  const refuse = (what: string) => {
    throw RequestError.invalidParams({ cwd }, `cwd must be ${what}, but is ${JSON.stringify(cwd)}.`);
  };
  if (!isAbsolute(cwd)) refuse("an absolute path");
  const { isDirectory } = await Deno.stat(cwd).catch(() => ({ isDirectory: false }));
  if (!isDirectory) refuse("a folder");
}
